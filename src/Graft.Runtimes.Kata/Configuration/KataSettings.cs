using Graft.Runtimes.Kata.Charts;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>What a configuration comes to.</summary>
/// <param name="Hypervisors">At least one, with their overheads, in the order of <see cref="Hypervisor.All"/>.</param>
/// <param name="PodAnnotations">Patterns, sorted: their order means nothing, and another one would restart containerd.</param>
internal sealed record KataSettings(IReadOnlyList<Hypervisor> Hypervisors, IReadOnlyList<string> PodAnnotations)
{
    /// <summary>What a pool without a configuration has.</summary>
    public static KataSettings Standard { get; } = new(Hypervisor.All, [PodAnnotation.All]);

    /// <summary>
    /// Reads a configuration and leaves out what <see cref="KataConfigurationRules"/> complain about: of the same hypervisor
    /// the first counts, and where none can be used it is as if none had been named.
    /// </summary>
    public static KataSettings Of(KataConfiguration configuration)
    {
        if (configuration is { Hypervisors: null, PodAnnotations: null })
        {
            return Standard;
        }
        var named = Hypervisor
            .All.Select(known =>
                configuration.Hypervisors?.FirstOrDefault(one => one?.Name == known.Name) is { } wanted
                    ? With(known, wanted.Overhead)
                    : null
            )
            .OfType<Hypervisor>()
            .ToList();
        var annotations = configuration.PodAnnotations ?? [PodAnnotation.All];
        return new KataSettings(
            named.Count > 0 ? named : Hypervisor.All,
            [
                .. annotations
                    .Where(PodAnnotation.IsUsable)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    private static Hypervisor With(Hypervisor hypervisor, OverheadConfiguration? overhead) =>
        hypervisor with
        {
            Memory = Quantity.TryParse(overhead?.Memory) ?? hypervisor.Memory,
            Cpu = Quantity.TryParse(overhead?.Cpu) ?? hypervisor.Cpu,
        };
}
