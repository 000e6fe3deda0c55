namespace Graft.Kubernetes.Informers;

/// <summary>How informers read from the server.</summary>
public sealed record InformerOptions
{
    /// <summary>
    /// Fill caches by a streaming list (WatchList) instead of by pages: the server then sends object by object out of its
    /// own cache, which spares it memory. Default false: servers before 1.32 seldom can. One that refuses, ignores or does
    /// not finish it is listed by pages from then on.
    /// </summary>
    public bool UseStreamingList { get; init; }

    /// <summary>How long a streaming list may take before pages are used instead; default 60 seconds.</summary>
    public TimeSpan StreamingListTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Objects per page; default 500, as kubectl asks. It bounds the size of one response, not of the cache.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>
    /// How long the server may refuse a kind (unknown, forbidden, unauthorized) before those who wait for the first sync are
    /// told so; default 30 seconds, so that a role or a definition that comes a little late does no harm. The informer goes on
    /// trying.
    /// </summary>
    public TimeSpan RefusalTolerance { get; init; } = TimeSpan.FromSeconds(30);
}
