namespace Graft.Kubernetes;

/// <summary>All kinds of a server.</summary>
/// <param name="Resources">In the server's order of groups and versions.</param>
/// <param name="Unavailable">
/// Versions of groups whose kinds cannot be told at the moment, because the API server behind them does not answer.
/// </param>
public sealed record ServerResources(IReadOnlyList<DiscoveredResource> Resources, IReadOnlyList<string> Unavailable);
