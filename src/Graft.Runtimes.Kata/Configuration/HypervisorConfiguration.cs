using Graft.Api;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>A hypervisor that a pool offers.</summary>
internal sealed record HypervisorConfiguration : ApiObject
{
    /// <summary><c>qemu</c> or <c>clh</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What a pod costs beyond its containers. Default: <see cref="Charts.Hypervisor"/> has it.</summary>
    public OverheadConfiguration? Overhead { get; init; }
}
