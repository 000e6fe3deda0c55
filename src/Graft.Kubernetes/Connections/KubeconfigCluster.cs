using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Connections;

/// <summary>Reads a kubeconfig's cluster: the address, and whom to trust there.</summary>
internal static class KubeconfigCluster
{
    private const string Authority = "certificate-authority";
    private const string Insecure = "insecure-skip-tls-verify";

    public static ClusterConnection Read(KubeconfigEntry cluster)
    {
        var (field, pem) = cluster.DataOrFile(Authority);
        var skipsVerification = cluster.Flag(Insecure);
        if (skipsVerification && pem is not null)
        {
            throw cluster.Error(Insecure, $"is true, so that {field} would never be looked at: remove one of them");
        }
        return new ClusterConnection
        {
            Server = cluster.Url("server", ["http", "https"]),
            SkipTlsVerify = skipsVerification,
            TlsServerName = cluster.Text("tls-server-name") is { Length: > 0 } name ? name : null,
            Proxy = cluster.Text("proxy-url") is { Length: > 0 }
                ? cluster.Url("proxy-url", ["http", "https", "socks5"])
                : null,
            DisableCompression = cluster.Flag("disable-compression"),
            CertificateAuthorities = pem is null ? null : Authorities(cluster, field, pem),
            CertificateAuthorityFile = field == Authority ? cluster.Path(Authority) : null,
        };
    }

    private static X509Certificate2Collection Authorities(KubeconfigEntry cluster, string field, string pem)
    {
        try
        {
            return ClientCertificates.AuthoritiesFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw cluster.Error(field, exception.Message, exception);
        }
    }
}
