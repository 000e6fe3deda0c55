namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>What a journal has kept.</summary>
/// <param name="State">The state at the end.</param>
/// <param name="HistoryStart">The resource version from which on every change is known.</param>
/// <param name="Changes">The changes since then, in order; watchers take up where they were with them.</param>
internal sealed record RestoredState(StoreSnapshot State, long HistoryStart, IReadOnlyList<StoreEvent> Changes)
{
    public static RestoredState Empty { get; } = new(StoreSnapshot.Empty, 0, []);
}
