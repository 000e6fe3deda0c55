using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Signs the server's and the clients' certificates of one control plane.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        Certificate = certificate;
        _time = time;
    }

    /// <summary>The authority's own certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Reads the authority from a directory, or makes one; without a directory it lives in memory alone.</summary>
    public static CertificateAuthority Open(string? directory, TimeProvider time)
    {
        if (directory is null)
        {
            return new CertificateAuthority(Create(time), time);
        }
        var certificate = Path.Combine(directory, "ca.crt");
        var key = Path.Combine(directory, "ca.key");
        if (File.Exists(certificate) && File.Exists(key))
        {
            return new CertificateAuthority(X509Certificate2.CreateFromPemFile(certificate, key), time);
        }
        var made = Create(time);
        PrivateFile.CreateDirectory(directory);
        PrivateFile.Write(key, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        PrivateFile.Write(certificate, made.ExportCertificatePem());
        return new CertificateAuthority(made, time);
    }

    /// <summary>A certificate for a server on this machine, which may be known by more names.</summary>
    public X509Certificate2 IssueServer(params IReadOnlyList<string> more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes");
        names.AddDnsName("kubernetes.default.svc");
        foreach (var name in more)
        {
            names.AddDnsName(name);
        }
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        return Issue(request, key, "1.3.6.1.5.5.7.3.1");
    }

    /// <summary>A certificate that makes its bearer a user of some groups.</summary>
    public X509Certificate2 IssueClient(string user, params IReadOnlyList<string> groups)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        foreach (var group in groups)
        {
            subject.AddOrganizationName(group);
        }
        subject.AddCommonName(user);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        return Issue(request, key, "1.3.6.1.5.5.7.3.2");
    }

    /// <summary>Whether this authority signed a certificate, and it is in force.</summary>
    public bool Signed(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }

    public bool IsInForce(X509Certificate2 certificate)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() <= now && now <= certificate.NotAfter.ToUniversalTime();
    }

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=graft-embedded-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now + Lifetime);
    }

    private X509Certificate2 Issue(CertificateRequest request, ECDsa key, string usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        var now = _time.GetUtcNow();
        using var signed = request.Create(
            Certificate,
            now.AddHours(-1),
            new DateTimeOffset(Certificate.NotAfter).AddDays(-1),
            serial
        );
        return signed.CopyWithPrivateKey(key);
    }
}
