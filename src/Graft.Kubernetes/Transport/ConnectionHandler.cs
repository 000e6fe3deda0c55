using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Graft.Kubernetes.Transport;

/// <summary>Makes the HTTP handler of a connection.</summary>
internal static class ConnectionHandler
{
    public static SocketsHttpHandler Create(
        ClusterConnection connection,
        KubernetesClientOptions options,
        X509Certificate2? certificate,
        X509Certificate2Collection? authorities
    ) =>
        new()
        {
            // A connection carries as many streams as the server allows; beyond them the next watch would block every call.
            EnableMultipleHttp2Connections = true,
            // Only pings tell a frozen server from a silent one.
            KeepAlivePingDelay = options.PingInterval,
            KeepAlivePingTimeout = options.PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = connection.DisableCompression
                ? DecompressionMethods.None
                : DecompressionMethods.GZip,
            Proxy = connection.Proxy is { } proxy
                ? new FixedProxy(proxy)
                : new EnvironmentProxy(Environment.GetEnvironmentVariable),
            // Names of impersonated users may be of any language.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            SslOptions = TlsOptions(connection, certificate, authorities),
        };

    private static SslClientAuthenticationOptions TlsOptions(
        ClusterConnection connection,
        X509Certificate2? certificate,
        X509Certificate2Collection? authorities
    )
    {
        var options = new SslClientAuthenticationOptions();
        if (authorities is not null)
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
        if (certificate is not null)
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
