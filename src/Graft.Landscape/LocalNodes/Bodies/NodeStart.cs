using Graft.Landscape.LocalNodes.Provider;

namespace Graft.Landscape.LocalNodes.Bodies;

/// <summary>What a node is started with.</summary>
internal sealed record NodeStart
{
    public required NodeRecord Record { get; init; }

    /// <summary>Asked for only where the node was not provisioned yet.</summary>
    public required Func<CancellationToken, Task<ReadOnlyMemory<byte>>> UserData { get; init; }

    public required ShootCluster Shoot { get; init; }

    public required LocalProviderOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The node's own directory; exists.</summary>
    public string Directory => Path.Combine(Options.Directory, Record.Name);

    /// <summary>What is kept of its pods.</summary>
    public string PodsDirectory => Path.Combine(Directory, "pods");
}
