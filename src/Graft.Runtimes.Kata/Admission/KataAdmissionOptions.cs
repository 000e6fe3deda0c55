namespace Graft.Runtimes.Kata.Admission;

/// <summary>Which machines can run virtual machines: policy of the landscape, not of the code.</summary>
public sealed record KataAdmissionOptions
{
    /// <summary>
    /// Machine types that nest virtualization, as patterns per provider. Providers without a pattern are not checked. Default:
    /// <c>aws=i3.metal</c>, the example of the enhancement proposal.
    /// </summary>
    public IReadOnlyList<MachineTypePattern> AllowedMachineTypes { get; init; } =
    [new MachineTypePattern("aws", "i3.metal")];

    /// <summary>Capabilities that a machine type must have in its CloudProfile. Default: none.</summary>
    public IReadOnlyList<RequiredCapability> RequiredCapabilities { get; init; } = [];
}
