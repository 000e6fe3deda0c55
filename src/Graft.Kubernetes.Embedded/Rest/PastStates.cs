using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// What a kind looked like at a version of the past: the present state, with the changes since then taken back. Reaches as
/// far back as watches do.
/// </summary>
internal sealed class PastStates(ObjectStore store)
{
    /// <summary>The objects in the order of lists; null where changes since then are forgotten.</summary>
    public async ValueTask<IEnumerable<StoredObject>?> ListAsync(
        GroupResource resource,
        string? @namespace,
        long version,
        CancellationToken cancellationToken
    )
    {
        var state = store.Durable;
        while (store.Published < state.ResourceVersion)
        {
            // The log lags behind the state for the moment in which a write is told to watchers.
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        if (store.Log(resource).Since(version) is not { } changes)
        {
            return null;
        }
        var objects = new SortedDictionary<(string Namespace, string Name), StoredObject>(
            Comparer<(string Namespace, string Name)>.Create(Compare)
        );
        foreach (var value in state.List(resource, @namespace))
        {
            objects[(value.Namespace, value.Name)] = value;
        }
        foreach (
            var change in changes
                .Reverse()
                .Where(change => change.ResourceVersion <= state.ResourceVersion)
                .Where(change => @namespace is null || change.Object.Namespace == @namespace)
        )
        {
            var key = (change.Object.Namespace, change.Object.Name);
            if (change.Previous is { } previous)
            {
                objects[key] = previous;
            }
            else
            {
                objects.Remove(key);
            }
        }
        return objects.Values;
    }

    private static int Compare((string Namespace, string Name) left, (string Namespace, string Name) right)
    {
        var byNamespace = string.CompareOrdinal(left.Namespace, right.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(left.Name, right.Name);
    }
}
