using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Says what to do next with a bundle. A new authority comes in three steps, so that at no moment a caller meets a
/// certificate that it does not trust yet: it is made and stored; it is published beside the old one; after a while it signs
/// the server's certificate, and the old one stays trusted for a day.
/// </summary>
internal sealed class CertificateRotation(ServingCertificateOptions options, TimeProvider time)
{
    private readonly CertificateFactory _factory = new(options, time);

    /// <summary>The next step; the bundle itself when there is nothing to do. Null or unusable bundles are begun afresh.</summary>
    public ServingCertificateBundle Next(ServingCertificateBundle? stored)
    {
        if (stored is null || !IsUsable(stored))
        {
            return Afresh();
        }
        if (stored.NextAuthority is not null && MayTakeOver(stored))
        {
            return TakeOver(stored);
        }
        if (stored.NextAuthority is null && IsDue(stored.Authority))
        {
            return Announce(stored);
        }
        var current =
            stored.PreviousUntil <= time.GetUtcNow()
                ? stored with
                {
                    PreviousAuthority = null,
                    PreviousUntil = null,
                }
                : stored;
        return IsDue(current.Certificate) || !CoversHosts(current.Certificate) ? Renewed(current) : current;
    }

    /// <summary>The bundle with a next authority on its way; the bundle itself if there is one already.</summary>
    public ServingCertificateBundle Announce(ServingCertificateBundle stored)
    {
        if (stored.NextAuthority is not null)
        {
            return stored;
        }
        var (authority, key) = _factory.Authority();
        return stored with { NextAuthority = authority, NextAuthorityKey = key, NextPublished = null };
    }

    private ServingCertificateBundle Afresh()
    {
        var (authority, authorityKey) = _factory.Authority();
        var (certificate, certificateKey) = _factory.Server(authority, authorityKey);
        return new ServingCertificateBundle
        {
            Authority = authority,
            AuthorityKey = authorityKey,
            Certificate = certificate,
            CertificateKey = certificateKey,
        };
    }

    private ServingCertificateBundle TakeOver(ServingCertificateBundle stored) =>
        Renewed(
            stored with
            {
                Authority = stored.NextAuthority!,
                AuthorityKey = stored.NextAuthorityKey!,
                NextAuthority = null,
                NextAuthorityKey = null,
                NextPublished = null,
                PreviousAuthority = stored.Authority,
                PreviousUntil = time.GetUtcNow() + options.PreviousAuthorityKept,
            }
        );

    private ServingCertificateBundle Renewed(ServingCertificateBundle bundle)
    {
        var (certificate, key) = _factory.Server(bundle.Authority, bundle.AuthorityKey);
        return bundle with { Certificate = certificate, CertificateKey = key };
    }

    /// <summary>Callers know the next authority for long enough, or nobody trusts the present certificate any more.</summary>
    private bool MayTakeOver(ServingCertificateBundle stored) =>
        stored.NextPublished is { } published
        && (
            time.GetUtcNow() >= published + options.AuthorityAnnouncedBefore
            || HasExpired(stored.Certificate)
            || HasExpired(stored.Authority)
        );

    private bool HasExpired(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return time.GetUtcNow() >= new DateTimeOffset(certificate.NotAfter);
    }

    private bool IsDue(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        var issued = new DateTimeOffset(certificate.NotBefore) + CertificateFactory.ClockSkew;
        return time.GetUtcNow() >= issued + (new DateTimeOffset(certificate.NotAfter) - issued) * (2.0 / 3);
    }

    private bool CoversHosts(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return options.Hosts.All(host => certificate.MatchesHostname(host, allowCommonName: false));
    }

    /// <summary>Can everything in it be read, and does each key belong to its certificate?</summary>
    private static bool IsUsable(ServingCertificateBundle stored)
    {
        try
        {
            using var authority = X509Certificate2.CreateFromPem(stored.Authority, stored.AuthorityKey);
            using var certificate = X509Certificate2.CreateFromPem(stored.Certificate, stored.CertificateKey);
            using var next = stored.NextAuthority is null
                ? null
                : X509Certificate2.CreateFromPem(stored.NextAuthority, stored.NextAuthorityKey);
            return authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
