using Graft.Api.Gardener;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems;

/// <summary>
/// An operating system: pure functions from a configuration to user data and to additions. Equal input gives equal bytes.
/// </summary>
internal interface IOperatingSystem
{
    /// <summary>The machine image names that it serves.</summary>
    IReadOnlyList<string> Types { get; }

    /// <summary>The user data of a new machine.</summary>
    byte[] Provision(Machine machine);

    /// <summary>The units and files that running machines need beyond the core's.</summary>
    MachineAdditions Reconcile(OperatingSystemConfigSpec spec);
}
