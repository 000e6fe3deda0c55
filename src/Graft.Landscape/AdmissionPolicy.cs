using Graft.Runtimes.Kata.Admission;

namespace Graft.Landscape;

/// <summary>The policies by which the admission webhooks of a local landscape judge. An operator's are configuration too.</summary>
internal static class AdmissionPolicy
{
    /// <summary>Machine types that nest virtualization, per provider: the GEP's example, and the local provider's own.</summary>
    public static IReadOnlyList<string> AllowedMachineTypes { get; } = ["aws=i3.metal", "local=metal"];

    public static KataAdmissionOptions Kata { get; } =
        new()
        {
            AllowedMachineTypes = ShippedMachineTypes.ReplacedBy([
                .. AllowedMachineTypes.Select(MachineTypePattern.Parse),
            ]),
        };
}
