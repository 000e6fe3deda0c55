using System.Net;

namespace Graft.Kubernetes.Transport;

/// <summary>One proxy for whatever address, loopback too: that of a kubeconfig's <c>proxy-url</c>.</summary>
internal sealed class FixedProxy(Uri proxy) : IWebProxy
{
    public ICredentials? Credentials { get; set; } = CredentialsOf(proxy);

    public Uri? GetProxy(Uri destination) => proxy;

    public bool IsBypassed(Uri host) => false;

    /// <summary>What stands before the host: <c>user:password@</c>.</summary>
    public static NetworkCredential? CredentialsOf(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
        {
            return null;
        }
        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(
            Uri.UnescapeDataString(parts[0]),
            parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""
        );
    }
}
