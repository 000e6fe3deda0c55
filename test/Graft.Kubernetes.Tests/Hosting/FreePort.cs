using System.Net;
using System.Net.Sockets;

namespace Graft.Kubernetes.Tests.Hosting;

/// <summary>A port on loopback that nobody listened to a moment ago, for programs that are told their port by a flag.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
