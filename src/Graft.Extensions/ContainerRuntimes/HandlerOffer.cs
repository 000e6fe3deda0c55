namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// A handler that a Shoot's pools serve, and how its runtime class finds their nodes. Nodes say which runtime they have, but
/// not which of its handlers; so a class can select all pools of the runtime, or one by its name, and nothing in between.
/// </summary>
/// <param name="Name">The handler, or what stands for it in a configuration.</param>
/// <param name="Pools">The pools that serve it, in ordinal order.</param>
/// <param name="IsEverywhere">Whether these are all pools that have the runtime.</param>
public sealed record HandlerOffer(string Name, IReadOnlyList<string> Pools, bool IsEverywhere)
{
    /// <summary>Can a runtime class select exactly these pools? Admission refuses what cannot.</summary>
    public bool IsSelectable => IsEverywhere || Pools.Count == 1;

    /// <summary>For <see cref="RuntimeClassDefinition.Pool"/>.</summary>
    public string? OnlyPool => !IsEverywhere && Pools.Count == 1 ? Pools[0] : null;

    /// <summary>Every name that any pool offers, in ordinal order.</summary>
    /// <param name="pools">All pools that have the runtime, with what each offers.</param>
    public static IReadOnlyList<HandlerOffer> Of(IReadOnlyList<(string Pool, IReadOnlyList<string> Names)> pools) =>
        [
            .. pools
                .SelectMany(
                    pool => pool.Names.Distinct(StringComparer.Ordinal),
                    (pool, name) => (pool.Pool, Name: name)
                )
                .GroupBy(offer => offer.Name, offer => offer.Pool, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new HandlerOffer(
                    group.Key,
                    [.. group.Order(StringComparer.Ordinal)],
                    group.Count() == pools.Count
                )),
        ];
}
