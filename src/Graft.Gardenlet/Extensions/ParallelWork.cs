namespace Graft.Gardenlet.Extensions;

/// <summary>The two ways in which the core does a thing for many objects at once.</summary>
internal static class ParallelWork
{
    /// <summary>Does it for all, whatever fails.</summary>
    /// <exception cref="AggregateException">All failures.</exception>
    public static async Task ForAllAsync<T>(IEnumerable<T> items, Func<T, Task> work)
    {
        var all = Task.WhenAll(items.Select(work).ToList());
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.Exception is { } failures)
        {
            throw failures.Flatten();
        }
        await all;
    }

    /// <summary>The first failure cancels the rest and is thrown.</summary>
    public static async Task UntilFirstFailureAsync<T>(
        IEnumerable<T> items,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = items.Select(item => work(item, rest.Token)).ToList();
        var remaining = running.ToList();
        while (remaining.Count > 0)
        {
            var done = await Task.WhenAny(remaining);
            remaining.Remove(done);
            if (!done.IsCompletedSuccessfully)
            {
                await rest.CancelAsync();
                await Task.WhenAll(remaining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await done;
            }
        }
    }
}
