namespace Graft.ResourceManager;

/// <summary>Which ManagedResources a resource manager serves, and how.</summary>
public sealed record ResourceManagerOptions
{
    /// <summary>The namespace of the source cluster whose ManagedResources are served; null serves all.</summary>
    public string? SourceNamespace { get; init; }

    /// <summary>Only ManagedResources of this <c>spec.class</c>; empty, the default, serves those without one.</summary>
    public string ResourceClass { get; init; } = "";

    /// <summary>
    /// Goes into the origin annotation of applied objects where several source clusters feed one target; empty by default.
    /// </summary>
    public string ClusterId { get; init; } = "";

    /// <summary>How many ManagedResources are worked on at once; default 10.</summary>
    public int MaxConcurrentReconciles { get; init; } = 10;

    /// <summary>
    /// After which time objects are compared again although nothing was heard of them; default 10 minutes: changes are
    /// seen at once by watch, this is for what a watch may have missed.
    /// </summary>
    public TimeSpan SyncPeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often unreferenced secrets are looked for; default one hour.</summary>
    public TimeSpan GarbageCollectionPeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How old an unreferenced secret must be to go; default 10 minutes, so that a secret is never taken between its
    /// creation and that of the ManagedResource which is to refer to it.
    /// </summary>
    public TimeSpan GarbageMinimumAge { get; init; } = TimeSpan.FromMinutes(10);
}
