namespace Graft.Kubernetes.Embedded.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One change of one object.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The new version; of a deleted object its last state, with the version of the deletion.</param>
/// <param name="Previous">The version before; null when the object is new.</param>
internal sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    public long ResourceVersion => Object.ResourceVersion;
}
