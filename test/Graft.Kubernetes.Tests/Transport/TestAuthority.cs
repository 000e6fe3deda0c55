using System.Security.Cryptography.X509Certificates;
using Graft.Kubernetes.Webhooks;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>An authority of a test's own, and what it signs.</summary>
internal sealed class TestAuthority
{
    private readonly (string Certificate, string Key) _authority = Factory("authority").Authority();

    public string Pem => _authority.Certificate;

    public X509Certificate2Collection Certificates => [X509Certificate2.CreateFromPem(Pem)];

    /// <summary>A certificate for a server or a client of that name, with its key, both PEM.</summary>
    public (string Certificate, string Key) Issue(string name) =>
        Factory(name).Server(_authority.Certificate, _authority.Key);

    public X509Certificate2 IssueCertificate(string name)
    {
        var (certificate, key) = Issue(name);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    private static CertificateFactory Factory(string name) =>
        new(new() { Name = name, Hosts = [name] }, TimeProvider.System);
}
