using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Webhooks;

/// <summary>Makes an authority and certificates of it: ECDSA P-256, PEM.</summary>
internal sealed class CertificateFactory(ServingCertificateOptions options, TimeProvider time)
{
    /// <summary>How much earlier than they are made certificates begin, for callers whose clocks are behind.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly Oid s_serverAuthentication = new("1.3.6.1.5.5.7.3.1");

    public (string Certificate, string Key) Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = time.GetUtcNow();
        // The time in the name keeps two generations of one authority apart, which trust stores tell by name.
        var name = $"CN={options.Name}-ca-{now.ToUnixTimeSeconds()}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + options.AuthorityLifetime);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public (string Certificate, string Key) Server(string authorityPem, string authorityKeyPem)
    {
        using var authority = X509Certificate2.CreateFromPem(authorityPem, authorityKeyPem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={options.Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([s_serverAuthentication], false));
        request.CertificateExtensions.Add(AlternativeNames());
        var issuerKey = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First();
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuerKey)
        );
        // An issuer's certificate must cover the whole life of what it signs.
        var (begin, end) = (time.GetUtcNow() - ClockSkew, time.GetUtcNow() + options.CertificateLifetime);
        var (earliest, latest) = (new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter));
        using var certificate = request.Create(
            authority,
            begin > earliest ? begin : earliest,
            end < latest ? end : latest,
            RandomNumberGenerator.GetBytes(16)
        );
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private X509Extension AlternativeNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in options.Hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }
        return names.Build();
    }
}
