namespace Graft.Kubernetes.Informers;

/// <summary>A change of an informer's cache. Objects are shared: never change one.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Key">Which object.</param>
/// <param name="Old">The object as it was; set for <see cref="InformerEventType.Updated"/>.</param>
/// <param name="Object">The object as it is; for <see cref="InformerEventType.Deleted"/> as it was last seen.</param>
public sealed record InformerEvent<T>(InformerEventType Type, ObjectKey Key, T? Old, T Object)
    where T : class;
