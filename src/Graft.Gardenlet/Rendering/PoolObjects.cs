using Graft.Api.Gardener;

namespace Graft.Gardenlet.Rendering;

/// <summary>The objects of one worker pool.</summary>
public sealed record PoolObjects
{
    public required string Name { get; init; }

    /// <summary>Changes exactly when the pool's nodes must be replaced; also the name of the node agent's Secret.</summary>
    public required string Key { get; init; }

    /// <summary>The pool's labels, which nodes carry too.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary><c>&lt;key&gt;-init</c>: becomes the machines' user data.</summary>
    public required OperatingSystemConfig Provision { get; init; }

    /// <summary><c>&lt;key&gt;-original</c>: what the node agent keeps the machines at.</summary>
    public required OperatingSystemConfig Reconcile { get; init; }

    public required IReadOnlyList<ContainerRuntime> ContainerRuntimes { get; init; }
}
