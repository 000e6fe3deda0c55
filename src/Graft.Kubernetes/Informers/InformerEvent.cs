namespace Graft.Kubernetes.Informers;

/// <summary>A change of an informer's cache. Objects are shared: never change one.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Key">Which object.</param>
/// <param name="Old">The object as it was; set for <see cref="InformerEventType.Updated"/>.</param>
/// <param name="Object">The object as it is; for <see cref="InformerEventType.Deleted"/> as it was last seen.</param>
public sealed record InformerEvent<T>(InformerEventType Type, ObjectKey Key, T? Old, T Object)
    where T : class
{
    /// <summary>
    /// The object is no news: it was there when the informer first listed, or when the subscriber came. Only for
    /// <see cref="InformerEventType.Added"/>.
    /// </summary>
    public bool IsInitial { get; init; }

    /// <summary>
    /// The deletion was missed and found by comparing with a list: <see cref="Object"/> is older than the object's end. Only
    /// for <see cref="InformerEventType.Deleted"/>.
    /// </summary>
    public bool IsFinalStateUnknown { get; init; }
}
