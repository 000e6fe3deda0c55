using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>The string formats that kube-apiserver knows; an unknown format restricts nothing.</summary>
internal static class Formats
{
    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public static bool Accepts(string format, string text) =>
        format switch
        {
            "date-time" or "datetime" => TryParseTime(text, out _),
            "date" => DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            "duration" => GoDuration.TryParse(text, out _),
            "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
            "ipv4" => IsAddress(text, AddressFamily.InterNetwork),
            "ipv6" => IsAddress(text, AddressFamily.InterNetworkV6),
            "ip" => IsAddress(text, AddressFamily.InterNetwork) || IsAddress(text, AddressFamily.InterNetworkV6),
            "cidr" => IsCidr(text),
            "mac" => IsMac(text),
            "uuid" or "uuid3" or "uuid4" or "uuid5" => Guid.TryParseExact(text, "D", out _)
                || Guid.TryParseExact(text, "N", out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _) || text.StartsWith('/'),
            "hostname" => IsHostName(text),
            "email" => text.IndexOf('@', StringComparison.Ordinal) is var at
                && at > 0
                && at < text.Length - 1
                && !text.Contains(' ', StringComparison.Ordinal),
            "hexcolor" => text.Length is 4 or 7 && text[0] == '#' && text[1..].All(char.IsAsciiHexDigit),
            _ => true,
        };

    /// <summary>A time by RFC 3339, with any number of fractional digits.</summary>
    public static bool TryParseTime(string text, out DateTimeOffset time)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            var end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }
            if (end == point + 1)
            {
                time = default;
                return false;
            }
            text = text[..Math.Min(end, point + 8)] + text[end..];
        }
        return DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(),
            TimeForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time
        );
    }

    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address)
        && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3)
        && !text.Contains('%', StringComparison.Ordinal);

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && (
                IsAddress(text[..slash], AddressFamily.InterNetwork)
                || IsAddress(text[..slash], AddressFamily.InterNetworkV6)
            )
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (text.Contains(':', StringComparison.Ordinal) ? 128 : 32);
    }

    private static bool IsMac(string text) =>
        text.Length == 17
        && text.Split(text[2]) is { Length: 6 } parts
        && text[2] is ':' or '-'
        && parts.All(part => part.Length == 2 && part.All(char.IsAsciiHexDigit));

    private static bool IsHostName(string text) =>
        text.Length is > 0 and <= 255
        && text.Split('.')
            .All(label =>
                label.Length is > 0 and <= 63
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                && label[0] != '-'
                && label[^1] != '-'
            );
}
