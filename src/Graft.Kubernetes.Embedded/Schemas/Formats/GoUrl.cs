using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>A URL as Go's <c>url.ParseRequestURI</c> reads it: absolute, or a path that begins with a slash.</summary>
internal sealed record GoUrl
{
    private const string SubDelimiters = "!$&'()*+,;=:[]<>\"";

    public required string Text { get; init; }

    public string Scheme { get; init; } = "";

    /// <summary>With the port, where there is one.</summary>
    public string Host { get; init; } = "";

    public string EscapedPath { get; init; } = "";

    public string RawQuery { get; init; } = "";

    /// <summary>Without port and without the brackets of an IPv6 address.</summary>
    public string HostName
    {
        get
        {
            var name = Port.Length > 0 || Host.EndsWith(':') ? Host[..Host.LastIndexOf(':')] : Host;
            return name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
        }
    }

    public string Port
    {
        get
        {
            var colon = Host.LastIndexOf(':');
            return colon >= 0 && colon > Host.LastIndexOf(']') ? Host[(colon + 1)..] : "";
        }
    }

    public static bool TryParse(string text, out GoUrl url)
    {
        url = new GoUrl { Text = text };
        if (text.Length == 0 || text.Any(c => c < ' ' || c == '\x7f'))
        {
            return false;
        }
        if (text == "*")
        {
            url = url with { EscapedPath = "*" };
            return true;
        }
        var scheme = SchemeLength(text);
        if (scheme < 0)
        {
            return false;
        }
        var rest = scheme == 0 ? text : text[(scheme + 1)..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var (main, query) = question < 0 ? (rest, "") : (rest[..question], rest[(question + 1)..]);
        url = url with { Scheme = text[..scheme].ToLowerInvariant(), RawQuery = query };
        if (!main.StartsWith('/'))
        {
            return scheme > 0;
        }
        return TryParsePlace(main, ref url);
    }

    /// <summary>Query parameters in the order of their first values; what cannot be decoded is left out.</summary>
    public IReadOnlyDictionary<string, List<string>> Query()
    {
        var result = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var part in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (part.Contains(';', StringComparison.Ordinal) || !HasRightEscapes(name) || !HasRightEscapes(value))
            {
                continue;
            }
            name = Decoded(name);
            if (!result.TryGetValue(name, out var values))
            {
                result[name] = values = [];
            }
            values.Add(Decoded(value));
        }
        return result;
    }

    private static bool TryParsePlace(string main, ref GoUrl url)
    {
        if (url.Scheme.Length > 0 && main.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = main.IndexOf('/', 2);
            var authority = slash < 0 ? main[2..] : main[2..slash];
            main = slash < 0 ? "" : main[slash..];
            var host = authority[(authority.LastIndexOf('@') + 1)..];
            if (!IsHost(host))
            {
                return false;
            }
            url = url with { Host = host };
        }
        url = url with { EscapedPath = Escaped(main) };
        return HasRightEscapes(main);
    }

    /// <summary>0 where there is no scheme, -1 where what stands before the first colon cannot be one.</summary>
    private static int SchemeLength(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetter(text[i]))
            {
                continue;
            }
            if (char.IsAsciiDigit(text[i]) || text[i] is '+' or '-' or '.')
            {
                if (i == 0)
                {
                    return 0;
                }
                continue;
            }
            return text[i] != ':' ? 0
                : i == 0 ? -1
                : i;
        }
        return 0;
    }

    private static bool IsHost(string host)
    {
        var end = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) : -1;
        if (host.StartsWith('[') && end < 0)
        {
            return false;
        }
        var colon = host.IndexOf(':', Math.Max(end, 0));
        if (colon >= 0 && host[(colon + 1)..].Any(c => !char.IsAsciiDigit(c)))
        {
            return false;
        }
        return HasRightEscapes(host)
            && host.All(c =>
                c >= 0x80
                || char.IsAsciiLetterOrDigit(c)
                || c is '-' or '_' or '.' or '~' or '%'
                || SubDelimiters.Contains(c, StringComparison.Ordinal)
            );
    }

    private static bool HasRightEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }
        }
        return true;
    }

    private static string Escaped(string path)
    {
        var result = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune.Value is > ' ' and < 0x7f and not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}'))
            {
                result.Append(rune.ToString());
                continue;
            }
            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                result.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }
        return result.ToString();
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
