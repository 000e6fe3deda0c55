using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Connections;

/// <summary>What a credential program has granted: a token, a certificate with its key, or both.</summary>
/// <param name="Token">For the Authorization header.</param>
/// <param name="Certificate">For the TLS handshake.</param>
/// <param name="Expires">Until when it is good, as far as is known.</param>
internal sealed record ExecCredential(string? Token, X509Certificate2? Certificate, DateTimeOffset? Expires);
