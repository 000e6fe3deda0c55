namespace Graft.Kubernetes;

/// <summary>A limit to the requests of a client: what goes beyond it waits.</summary>
/// <param name="QueriesPerSecond">How many requests per second may be sent on average.</param>
/// <param name="Burst">How many may be sent at once after a quiet time.</param>
public sealed record ClientRateLimit(double QueriesPerSecond, int Burst);
