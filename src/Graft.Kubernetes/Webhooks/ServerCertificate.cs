using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Webhooks;

/// <summary>Turns certificates into what a TLS server takes.</summary>
internal static class ServerCertificate
{
    public static SslStreamCertificateContext Of(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        // TLS on Windows and macOS cannot use the ephemeral key that PEM gives.
        var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, chain, offline: true);
    }
}
