using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Transport;

/// <summary>Makes the HTTP handler of a connection.</summary>
internal static class ConnectionHandler
{
    public static SocketsHttpHandler Create(ClusterConnection connection) =>
        new()
        {
            // One HTTP/2 connection carries about 100 streams; without further ones the 101st watch blocks every call.
            EnableMultipleHttp2Connections = true,
            // Only pings tell a frozen server from a silent one.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AllowAutoRedirect = false,
            UseCookies = false,
            // As in Go's clients, loopback is never asked of a proxy.
            UseProxy = connection.Proxy is not null || !connection.Server.IsLoopback,
            Proxy = connection.Proxy is { } proxy ? new WebProxy(proxy) : null,
            SslOptions = TlsOptions(connection),
        };

    private static SslClientAuthenticationOptions TlsOptions(ClusterConnection connection)
    {
        var options = new SslClientAuthenticationOptions();
        if (connection.CertificateAuthorities is { } authorities)
        {
            // A chain policy, unlike the usual callback, leaves the check of the server's name in place.
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            options.CertificateChainPolicy = policy;
        }
        if (connection.ClientCertificate is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }
        if (connection.SkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for in so many words: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        return options;
    }
}
