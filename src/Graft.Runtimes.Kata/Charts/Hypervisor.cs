using Graft.Extensions.ContainerRuntimes;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>A virtual machine monitor that pods can choose by the runtime class.</summary>
/// <param name="Name">The handler, and the runtime class of the same name.</param>
/// <param name="ConfigurationFile">The shim's configuration for it in the release archive.</param>
/// <param name="Memory">What the monitor and the guest's kernel take of a node's memory, per pod.</param>
/// <param name="Cpu">The same for its processors.</param>
internal sealed record Hypervisor(string Name, string ConfigurationFile, string Memory, string Cpu)
{
    /// <summary>The default; its memory is what keeps the monitor from being killed under load.</summary>
    public static Hypervisor Qemu { get; } = new("kata-qemu", "configuration-qemu-runtime-rs.toml", "320Mi", "250m");

    public static Hypervisor CloudHypervisor { get; } =
        new("kata-clh", "configuration-clh-runtime-rs.toml", "130Mi", "250m");

    public static IReadOnlyList<Hypervisor> All { get; } = [Qemu, CloudHypervisor];

    /// <summary>A runtime class whose pods this monitor runs.</summary>
    public RuntimeClassDefinition RuntimeClass(string name) =>
        new(name, Name, Kata.Type)
        {
            Overhead = new Dictionary<string, string>(StringComparer.Ordinal) { ["memory"] = Memory, ["cpu"] = Cpu },
        };
}
