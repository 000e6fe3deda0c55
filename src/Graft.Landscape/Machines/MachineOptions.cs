namespace Graft.Landscape.Machines;

/// <summary>One machine: where it lives, and what it finds at its first boot.</summary>
internal sealed record MachineOptions
{
    /// <summary>The host name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The machine's own directory: <c>root</c> is its disk, <c>containerd</c> what lies at <c>/var/lib/containerd</c>,
    /// <c>console.log</c> what it says. A machine that is there already is booted as it is.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>Null: cloud-init finds nothing to do.</summary>
    public CloudInitSeed? Seed { get; init; }

    /// <summary>The addresses of pods without an overlay network of their own.</summary>
    public string PodNetwork { get; init; } = "10.85.0.0/24";

    /// <summary>Gets the path of a new machine's root before its first boot.</summary>
    public Action<string>? Prepare { get; init; }
}
