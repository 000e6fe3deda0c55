using System.Text;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Everything that replicas share: the authority, the server certificate, an authority that is about to come, and one on its
/// way out.
/// </summary>
public sealed record ServingCertificateBundle
{
    /// <summary>PEM of the authority's certificate.</summary>
    public required string Authority { get; init; }

    /// <summary>PEM of the authority's private key.</summary>
    public required string AuthorityKey { get; init; }

    /// <summary>PEM of the server certificate.</summary>
    public required string Certificate { get; init; }

    /// <summary>PEM of the server certificate's private key.</summary>
    public required string CertificateKey { get; init; }

    /// <summary>PEM of the authority that will sign next; trusted already, so that nobody is surprised by it.</summary>
    public string? NextAuthority { get; init; }

    /// <summary>PEM of the next authority's private key.</summary>
    public string? NextAuthorityKey { get; init; }

    /// <summary>Since when callers have been told to trust the next authority; null as long as they have not.</summary>
    public DateTimeOffset? NextPublished { get; init; }

    /// <summary>PEM of the former authority, trusted on until <see cref="PreviousUntil"/>.</summary>
    public string? PreviousAuthority { get; init; }

    /// <summary>Until when the former authority is trusted.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>What callers must trust: the authority, the next one and the former one as far as there are such. PEM.</summary>
    public byte[] TrustedAuthorities =>
        Encoding.UTF8.GetBytes(
            string.Concat(
                new[] { Authority, NextAuthority, PreviousAuthority }.OfType<string>().Select(pem => pem.Trim() + "\n")
            )
        );
}
