using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Graft.Kubernetes.Hosting;

/// <summary>An address to listen on, in the notation of Kubernetes' components: <c>:8080</c>, <c>127.0.0.1:0</c>.</summary>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Listens here; "any address" also where the machine has no IPv6.</summary>
    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (Address.Equals(IPAddress.IPv6Any))
        {
            kestrel.ListenAnyIP(Port, configure);
        }
        else
        {
            kestrel.Listen(Address, Port, configure);
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        var colon = text.LastIndexOf(':');
        if (
            colon < 0
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port > 65535
        )
        {
            return false;
        }
        var host = text[..colon].Trim('[', ']');
        if (host.Length == 0)
        {
            address = new ListenAddress(IPAddress.IPv6Any, port);
            return true;
        }
        if (!IPAddress.TryParse(host, out var parsed))
        {
            return false;
        }
        address = new ListenAddress(parsed, port);
        return true;
    }
}
