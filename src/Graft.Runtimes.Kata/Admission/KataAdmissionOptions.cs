namespace Graft.Runtimes.Kata.Admission;

/// <summary>
/// Which machines can run virtual machines: policy of the landscape, not of the code. A machine type is able when a pattern or
/// a capability of its provider says so; the types of a provider that neither speaks of are not checked.
/// </summary>
public sealed record KataAdmissionOptions
{
    /// <summary>
    /// Machine types that nest virtualization, as patterns per provider. Default: <see cref="ShippedMachineTypes"/>.
    /// </summary>
    public IReadOnlyList<MachineTypePattern> AllowedMachineTypes { get; init; } = ShippedMachineTypes.All;

    /// <summary>Capabilities in the CloudProfile that say the same, per provider. Default: none.</summary>
    public IReadOnlyList<NestingCapability> NestingCapabilities { get; init; } = [];

    /// <summary>Capabilities that a machine type must have in its CloudProfile. Default: none.</summary>
    public IReadOnlyList<RequiredCapability> RequiredCapabilities { get; init; } = [];
}
