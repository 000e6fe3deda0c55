namespace Graft.Kubernetes.Informers;

/// <summary>What a streaming list has sent so far.</summary>
internal sealed class StreamedList<T>(Resource<T> resource, Slimming<T> slimming)
    where T : class
{
    private readonly Dictionary<ObjectKey, T> _items = [];

    public IReadOnlyCollection<T> Items => _items.Values;

    /// <summary>True when this event ends the list.</summary>
    public bool Take(WatchEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                _items[resource.KeyOf(change.Object)] = slimming.Apply(change.Object);
                return false;
            case WatchEventType.Deleted:
                _items.Remove(resource.KeyOf(change.Object));
                return false;
            default:
                return resource.Metadata(change.Object).Annotations?.GetValueOrDefault("k8s.io/initial-events-end")
                    == "true";
        }
    }
}
