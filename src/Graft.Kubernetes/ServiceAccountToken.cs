namespace Graft.Kubernetes;

/// <summary>A token of a service account.</summary>
/// <param name="Token">For the Authorization header.</param>
/// <param name="Expires">Until when the server accepts it.</param>
public sealed record ServiceAccountToken(string Token, DateTimeOffset Expires);
