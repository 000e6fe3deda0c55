namespace Graft.Kubernetes;

/// <summary>What a watch event says. Errors are no event: they end the watch with a <see cref="KubernetesException"/>.</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
