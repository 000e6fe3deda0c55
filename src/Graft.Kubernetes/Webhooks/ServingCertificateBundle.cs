using System.Text;

namespace Graft.Kubernetes.Webhooks;

/// <summary>Everything that replicas share: the authority, the server certificate, and an authority on its way out.</summary>
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

    /// <summary>PEM of the former authority, trusted on until <see cref="PreviousUntil"/>.</summary>
    public string? PreviousAuthority { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>What callers must trust: the authority, and the former one for as long as it is kept. PEM.</summary>
    public byte[] TrustedAuthorities =>
        Encoding.UTF8.GetBytes($"{Authority.Trim()}\n{PreviousAuthority?.Trim()}".TrimEnd() + "\n");
}
