using System.Net.Security;

namespace Graft.Kubernetes.Webhooks;

/// <summary>The certificate that a TLS server serves to the next connection; it may change at any time.</summary>
public interface IServingCertificate
{
    /// <summary>The certificate and its chain; null as long as there is none.</summary>
    SslStreamCertificateContext? Context { get; }
}
