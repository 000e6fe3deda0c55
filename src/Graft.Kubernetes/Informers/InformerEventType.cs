namespace Graft.Kubernetes.Informers;

/// <summary>What happened to the cached object.</summary>
public enum InformerEventType
{
    Added,
    Updated,
    Deleted,
}
