namespace Graft.Landscape.LocalNodes;

/// <summary>Which machine of which Shoot a local node is.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="TechnicalId">The Shoot's namespace in the seed.</param>
internal sealed record LocalNodeIdentity(string Name, string TechnicalId);
