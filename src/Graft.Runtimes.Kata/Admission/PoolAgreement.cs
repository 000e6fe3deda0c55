using Graft.Kubernetes.Validation;
using Graft.Runtimes.Kata.Charts;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>
/// A runtime class exists once per Shoot: it states one overhead, and selects the nodes of all pools with the runtime or of
/// one. What pools offer must be such that it can be right for each.
/// </summary>
internal static class PoolAgreement
{
    /// <param name="pools">The pools of a Shoot; their configurations are in order, each for itself.</param>
    /// <param name="errors">Where the errors go.</param>
    public static void Check(IReadOnlyList<ConfiguredPool> pools, FieldErrors errors)
    {
        foreach (var known in Hypervisor.All)
        {
            var offers = pools
                .SelectMany(pool =>
                    pool.Settings.Hypervisors.Where(one => one.Name == known.Name).Select(one => (Pool: pool, one))
                )
                .ToList();
            CheckOverheads(offers, errors);
            if (offers.Count > 1 && offers.Count < pools.Count)
            {
                var offering = offers.Select(offer => offer.Pool).ToList();
                CheckSelection(known.Name, offering, pools.First(pool => !offering.Contains(pool)), errors);
            }
        }
    }

    private static void CheckOverheads(List<(ConfiguredPool Pool, Hypervisor Hypervisor)> offers, FieldErrors errors)
    {
        foreach (var offer in offers.Skip(1).Where(offer => offer.Hypervisor != offers[0].Hypervisor))
        {
            // The one of the two that states it; one that does not has the hypervisor's own.
            var (own, other) = offer.Pool.OverheadOf(offer.Hypervisor.Name) is null
                ? (offers[0], offer)
                : (offer, offers[0]);
            errors.Add(
                FieldError.Invalid(
                    own.Pool.OverheadOf(own.Hypervisor.Name) ?? own.Pool.Hypervisors,
                    own.Hypervisor.Overhead,
                    $"must be the same in all worker pools, since they share a RuntimeClass; worker pool {other.Pool.Name}"
                        + $" has {other.Hypervisor.Overhead}"
                )
            );
        }
    }

    private static void CheckSelection(
        string hypervisor,
        List<ConfiguredPool> offering,
        ConfiguredPool lacking,
        FieldErrors errors
    ) =>
        errors.Add(
            FieldError.Invalid(
                lacking.Hypervisors,
                string.Join(", ", lacking.Settings.Hypervisors.Select(one => one.Name)),
                $"hypervisor \"{hypervisor}\" must be offered by all worker pools with {Kata.Type} or by one alone, not by"
                    + $" {string.Join(", ", offering.Select(pool => pool.Name))} only: a RuntimeClass cannot select some of them"
            )
        );
}
