using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>A hypervisor that pods of a Shoot can choose.</summary>
/// <param name="Hypervisor">With the overhead that every class of it states.</param>
/// <param name="OnlyPool">The pool that alone has it; null where its pods can go to any pool with the runtime.</param>
internal sealed record OfferedHypervisor(Hypervisor Hypervisor, string? OnlyPool)
{
    /// <summary>
    /// What several pools offer together, in the order of <see cref="Hypervisor.All"/>. Of different overheads the largest
    /// counts, so that no node is overbooked; admission allows no difference.
    /// </summary>
    public static IReadOnlyList<OfferedHypervisor> Of(IReadOnlyList<KataPool> pools) =>
        [.. Hypervisor.All.Select(known => Find(known, pools)).OfType<OfferedHypervisor>()];

    private static OfferedHypervisor? Find(Hypervisor known, IReadOnlyList<KataPool> pools)
    {
        var offers = pools
            .SelectMany(pool =>
                pool.Settings.Hypervisors.Where(one => one.Name == known.Name).Select(one => (Pool: pool.Name, one))
            )
            .ToList();
        return offers.Count == 0
            ? null
            : new OfferedHypervisor(
                known with
                {
                    Memory = Largest(offers.Select(offer => offer.one.Memory)),
                    Cpu = Largest(offers.Select(offer => offer.one.Cpu)),
                },
                offers.Count == 1 && pools.Count > 1 ? offers[0].Pool : null
            );
    }

    private static Quantity Largest(IEnumerable<Quantity> quantities) =>
        quantities
            .OrderByDescending(quantity => quantity.Nanos)
            .ThenBy(quantity => quantity.Text, StringComparer.Ordinal)
            .First();
}
