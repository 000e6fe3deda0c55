namespace Graft.Kubernetes.Webhooks;

/// <summary>What a store holds, and at which version.</summary>
/// <param name="Bundle">The certificates; null where there are none, or none that can be read.</param>
/// <param name="Version">To be given back when it is replaced; null where nothing is stored at all.</param>
public sealed record StoredCertificates(ServingCertificateBundle? Bundle, string? Version);
