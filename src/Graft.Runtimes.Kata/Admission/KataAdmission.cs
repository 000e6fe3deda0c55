using Graft.Extensions.Admission;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>The rules for Shoots with Kata Containers.</summary>
public static class KataAdmission
{
    public static IReadOnlyList<IShootValidator> CreateValidators(KataAdmissionOptions options) =>
        [
            new ContainerdRule(Kata.Type),
            new KataConfigurationRule(),
            new ArchitectureRule(),
            new MachineTypeRule(options),
        ];
}
