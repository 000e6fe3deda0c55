using Graft.Extensions.ContainerRuntimes;

namespace Graft.Runtimes.GVisor;

/// <summary>The runtime's names.</summary>
public static class GVisor
{
    public const string Type = "gvisor";

    /// <summary>What containerd serves, and the runtime class points to.</summary>
    public const string Handler = "runsc";

    public static RuntimeComponent Component { get; } = new(Type, "gvisor");
}
