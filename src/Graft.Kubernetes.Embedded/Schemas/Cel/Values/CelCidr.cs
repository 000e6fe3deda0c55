using System.Net;
using System.Net.Sockets;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>An address with the length of its network's prefix.</summary>
internal sealed record CelCidr(IPAddress Address, int PrefixLength)
{
    public bool Contains(IPAddress address) =>
        address.AddressFamily == Address.AddressFamily
        && Mask(address, PrefixLength).Equals(Mask(Address, PrefixLength));

    public bool Contains(CelCidr other) => other.PrefixLength >= PrefixLength && Contains(other.Address);

    public CelCidr Masked() => this with { Address = Mask(Address, PrefixLength) };

    public static bool TryParse(string text, out CelCidr cidr)
    {
        cidr = new CelCidr(IPAddress.Any, 0);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (
            slash < 0
            || !TryParseAddress(text[..slash], out var address)
            || !Formats.IpFormat.TryParseCidr(text, out _, out var prefix)
            || (text[slash + 1] == '0' && text.Length > slash + 2)
        )
        {
            return false;
        }
        cidr = new CelCidr(address, prefix);
        return true;
    }

    /// <summary>Stricter than the formats: no leading zeros, no IPv4 within IPv6.</summary>
    public static bool TryParseAddress(string text, out IPAddress address) =>
        Formats.IpFormat.TryParse(text, out address)
        && !address.IsIPv4MappedToIPv6
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);

    public override string ToString() => $"{Address}/{PrefixLength}";

    private static IPAddress Mask(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var bits = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - bits));
        }
        return new IPAddress(bytes);
    }
}
