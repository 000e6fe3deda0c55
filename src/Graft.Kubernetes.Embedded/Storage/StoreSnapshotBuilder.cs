using System.Collections.Immutable;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>Makes a state of many objects at once, which is far quicker than one after the other.</summary>
internal sealed class StoreSnapshotBuilder
{
    private readonly ImmutableDictionary<
        GroupResource,
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>>
    >.Builder _kinds = StoreSnapshot.Empty.Kinds.ToBuilder();

    /// <param name="kind">A kind that was not added before.</param>
    /// <param name="objects">All its objects.</param>
    public void Add(GroupResource kind, IEnumerable<StoredObject> objects)
    {
        var namespaces = objects
            .GroupBy(value => value.Namespace, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                group => group.Key,
                group => group.ToImmutableSortedDictionary(value => value.Name, value => value, StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        if (!namespaces.IsEmpty)
        {
            _kinds.Add(kind, namespaces);
        }
    }

    public StoreSnapshot Build(long resourceVersion) => new(resourceVersion, 0, _kinds.ToImmutable());
}
