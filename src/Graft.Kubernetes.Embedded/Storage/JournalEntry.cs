namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>A change on its way to the disk, and the state that it leads to.</summary>
internal sealed record JournalEntry(StoreEvent Change, StoreSnapshot State);
