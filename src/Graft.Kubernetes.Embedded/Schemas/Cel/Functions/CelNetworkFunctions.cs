using System.Net;
using System.Net.Sockets;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Addresses and networks.</summary>
internal static class CelNetworkFunctions
{
    public static IEnumerable<CelOverload> All() => [.. Addresses(), .. AddressTests(), .. Networks()];

    private static IEnumerable<CelOverload> Addresses()
    {
        yield return CelOverload.OfText("ip", CelType.Ip, text => Address(text));
        yield return CelOverload.OfText(
            "isIP",
            CelType.Bool,
            text => CelValues.Bool(CelCidr.TryParseAddress(text, out _))
        );
        yield return CelOverload.OfText(
            "ip.isCanonical",
            CelType.Bool,
            text => Address(text) is IPAddress address ? CelValues.Bool(address.ToString() == text) : Address(text)
        );
        yield return CelOverload.Method("family", CelType.Int, [CelType.Ip], (a, _) => IsV6(a[0]) ? 6L : 4L);
    }

    private static IEnumerable<CelOverload> AddressTests()
    {
        yield return Test(
            "isUnspecified",
            address => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        );
        yield return Test("isLoopback", IPAddress.IsLoopback);
        yield return Test("isLinkLocalMulticast", IsLinkLocalMulticast);
        yield return Test("isLinkLocalUnicast", IsLinkLocalUnicast);
        yield return Test("isGlobalUnicast", IsGlobalUnicast);
    }

    private static IEnumerable<CelOverload> Networks()
    {
        yield return CelOverload.OfText("cidr", CelType.Cidr, text => Network(text));
        yield return CelOverload.OfText("isCIDR", CelType.Bool, text => CelValues.Bool(CelCidr.TryParse(text, out _)));
        yield return CelOverload.Method("ip", CelType.Ip, [CelType.Cidr], (a, _) => ((CelCidr)a[0]!).Address);
        yield return CelOverload.Method("masked", CelType.Cidr, [CelType.Cidr], (a, _) => ((CelCidr)a[0]!).Masked());
        yield return CelOverload.Method(
            "prefixLength",
            CelType.Int,
            [CelType.Cidr],
            (a, _) => (long)((CelCidr)a[0]!).PrefixLength
        );
        yield return CelOverload.Method(
            "containsIP",
            CelType.Bool,
            [CelType.Cidr, CelType.Ip],
            (a, _) => CelValues.Bool(((CelCidr)a[0]!).Contains((IPAddress)a[1]!))
        );
        yield return CelOverload.Method(
            "containsIP",
            CelType.Bool,
            [CelType.Cidr, CelType.String],
            (a, budget) => Parsed(a[1], budget, Address, value => ((CelCidr)a[0]!).Contains((IPAddress)value))
        );
        yield return CelOverload.Method(
            "containsCIDR",
            CelType.Bool,
            [CelType.Cidr, CelType.Cidr],
            (a, _) => CelValues.Bool(((CelCidr)a[0]!).Contains((CelCidr)a[1]!))
        );
        yield return CelOverload.Method(
            "containsCIDR",
            CelType.Bool,
            [CelType.Cidr, CelType.String],
            (a, budget) => Parsed(a[1], budget, Network, value => ((CelCidr)a[0]!).Contains((CelCidr)value))
        );
    }

    private static object Parsed(object? text, CelBudget budget, Func<string, object> parse, Func<object, bool> holds)
    {
        budget.SpendText(((string)text!).Length);
        var value = parse((string)text);
        return value is CelError ? value : CelValues.Bool(holds(value));
    }

    private static CelOverload Test(string name, Func<IPAddress, bool> holds) =>
        CelOverload.Method(name, CelType.Bool, [CelType.Ip], (a, _) => CelValues.Bool(holds((IPAddress)a[0]!)));

    private static object Address(string text) =>
        CelCidr.TryParseAddress(text, out var address)
            ? address
            : new CelError($"IP Address '{text}' parse error during conversion from string");

    private static object Network(string text) =>
        CelCidr.TryParse(text, out var cidr)
            ? cidr
            : new CelError($"CIDR '{text}' parse error during conversion from string");

    private static bool IsV6(object? address) => ((IPAddress)address!).AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsLinkLocalMulticast(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return IsV6(address) ? bytes[0] == 0xFF && (bytes[1] & 0xF) == 2 : bytes[..3] is [224, 0, 0];
    }

    private static bool IsLinkLocalUnicast(IPAddress address) =>
        IsV6(address) ? address.IsIPv6LinkLocal : address.GetAddressBytes() is [169, 254, ..];

    private static bool IsGlobalUnicast(IPAddress address)
    {
        var isMulticast = IsV6(address) ? address.IsIPv6Multicast : address.GetAddressBytes()[0] is >= 224 and < 240;
        return !isMulticast
            && !address.Equals(IPAddress.Broadcast)
            && !address.Equals(IPAddress.Any)
            && !address.Equals(IPAddress.IPv6Any)
            && !IPAddress.IsLoopback(address)
            && !IsLinkLocalUnicast(address);
    }
}
