using Graft.Extensions.ContainerRuntimes;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>A virtual machine monitor that pods can choose by the runtime class.</summary>
/// <param name="Name">What a configuration calls it.</param>
/// <param name="ConfigurationFile">The shim's configuration for it in the release archive.</param>
/// <param name="Memory">What the monitor and the guest's kernel take of a node's memory, per pod.</param>
/// <param name="Cpu">The same for its processors.</param>
internal sealed record Hypervisor(string Name, string ConfigurationFile, Quantity Memory, Quantity Cpu)
{
    /// <summary>The default; its memory is what keeps the monitor from being killed under load.</summary>
    public static Hypervisor Qemu { get; } = Shipped("qemu", "320Mi");

    public static Hypervisor CloudHypervisor { get; } = Shipped("clh", "130Mi");

    public static IReadOnlyList<Hypervisor> All { get; } = [Qemu, CloudHypervisor];

    /// <summary>The handler, and the runtime class of the same name.</summary>
    public string Handler => $"kata-{Name}";

    /// <summary>The overhead in one line.</summary>
    public string Overhead => $"memory={Memory}, cpu={Cpu}";

    /// <summary>The hypervisor of a name, with its own overhead; or null.</summary>
    public static Hypervisor? Find(string name) => All.FirstOrDefault(known => known.Name == name);

    /// <summary>A runtime class whose pods this monitor runs.</summary>
    /// <param name="name">What pods name.</param>
    /// <param name="pool">The one pool that has it; null for all pools.</param>
    public RuntimeClassDefinition RuntimeClass(string name, string? pool) =>
        new(name, Handler, Kata.Type)
        {
            Overhead = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["memory"] = Memory.Text,
                ["cpu"] = Cpu.Text,
            },
            Pool = pool,
        };

    private static Hypervisor Shipped(string name, string memory) =>
        new(name, $"configuration-{name}-runtime-rs.toml", Quantity.TryParse(memory)!, Quantity.TryParse("250m")!);
}
