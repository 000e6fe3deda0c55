using System.Globalization;
using System.Net;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// One entry of <c>NO_PROXY</c>: <c>*</c>, an address, a range such as <c>10.0.0.0/8</c>, a name with all names below it, or
/// (beginning with a dot) only the names below it; a name or an address may state a port.
/// </summary>
internal sealed class NoProxyRule
{
    private readonly Func<string, IPAddress?, bool> _coversHost;
    private readonly int? _port;

    private NoProxyRule(Func<string, IPAddress?, bool> coversHost, int? port)
    {
        _coversHost = coversHost;
        _port = port;
    }

    /// <summary>Null when the entry means nothing.</summary>
    public static NoProxyRule? Parse(string entry)
    {
        if (entry == "*")
        {
            return new((_, _) => true, null);
        }
        if (Range(entry) is { } covers)
        {
            return new((_, address) => address is not null && covers(address), null);
        }
        var (host, port) = Split(entry);
        if (IPAddress.TryParse(host, out var stated))
        {
            return new((_, address) => stated.Equals(address), port);
        }
        host = host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : host;
        return host.TrimStart('.').Length == 0 ? null : new((name, _) => IsBelow(name, host), port);
    }

    public bool Covers(Uri destination)
    {
        var host = destination.IdnHost;
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        return (_port is null || _port == destination.Port) && _coversHost(host, address);
    }

    private static bool IsBelow(string name, string domain) =>
        domain[0] == '.'
            ? name.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            : name.Equals(domain, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);

    private static (string Host, int? Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var isPort =
            colon > 0
            // A second colon without brackets is an IPv6 address.
            && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        if (
            isPort
            && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        )
        {
            return (entry[..colon].Trim('[', ']'), port);
        }
        return (entry.Trim('[', ']'), null);
    }

    private static Func<IPAddress, bool>? Range(string entry)
    {
        if (
            entry.Split('/') is not [var start, var length]
            || !IPAddress.TryParse(start, out var address)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        )
        {
            return null;
        }
        var prefix = address.GetAddressBytes();
        return bits > prefix.Length * 8 ? null : other => SharesPrefix(prefix, other.GetAddressBytes(), bits);
    }

    private static bool SharesPrefix(byte[] prefix, byte[] address, int bits)
    {
        if (prefix.Length != address.Length)
        {
            return false;
        }
        var whole = bits / 8;
        return prefix.AsSpan(0, whole).SequenceEqual(address.AsSpan(0, whole))
            && (bits % 8 == 0 || (prefix[whole] ^ address[whole]) >> (8 - bits % 8) == 0);
    }
}
