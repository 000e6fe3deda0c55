using System.Globalization;
using System.Net;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>Addresses of networks and of network cards.</summary>
internal static class IpFormat
{
    /// <summary>An address as text; leading zeros in IPv4 are read as decimal, zones are refused.</summary>
    public static bool IsAddress(string text) => TryParse(text, out _);

    public static bool TryParse(string text, out IPAddress address)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return TryParseV4(text, out address);
        }
        address = IPAddress.None;
        if (
            text.Any(c => !char.IsAsciiHexDigit(c) && c is not (':' or '.'))
            || !IPAddress.TryParse(text, out var parsed)
        )
        {
            return false;
        }
        address = parsed;
        return true;
    }

    public static bool IsCidr(string text) => TryParseCidr(text, out _, out _);

    public static bool TryParseCidr(string text, out IPAddress address, out int prefix)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        prefix = 0;
        address = IPAddress.None;
        return slash > 0
            && TryParse(text[..slash], out address)
            && text.Length - slash - 1 is > 0 and <= 3
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix)
            && prefix <= address.GetAddressBytes().Length * 8;
    }

    /// <summary>Six, eight or twenty octets, with colons or dashes between pairs of digits or dots between fours.</summary>
    public static bool IsHardwareAddress(string text)
    {
        if (text.Length < 14)
        {
            return false;
        }
        var (separator, size) =
            text[2] is ':' or '-' ? (text[2], 2)
            : text[4] == '.' ? ('.', 4)
            : ('\0', 0);
        var parts = text.Split(separator);
        return size > 0
            && parts.Length * size / 2 is 6 or 8 or 20
            && parts.All(part => part.Length == size && part.All(char.IsAsciiHexDigit));
    }

    private static bool TryParseV4(string text, out IPAddress address)
    {
        address = IPAddress.None;
        var parts = text.Split('.');
        Span<byte> bytes = stackalloc byte[4];
        if (parts.Length != 4)
        {
            return false;
        }
        for (var i = 0; i < 4; i++)
        {
            if (
                parts[i].Length is 0 or > 3
                || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i])
            )
            {
                return false;
            }
        }
        address = new IPAddress(bytes);
        return true;
    }
}
