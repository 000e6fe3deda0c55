using System.Collections.Immutable;
using Graft.Kubernetes.Embedded.Resources;
using Objects = System.Collections.Immutable.ImmutableSortedDictionary<
    string,
    Graft.Kubernetes.Embedded.Storage.StoredObject
>;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>Everything that was stored at one resource version. Immutable, so that a list can be read page by page.</summary>
/// <param name="ResourceVersion">The version of the last change in it.</param>
/// <param name="Superseded">
/// How many bytes of objects were replaced or removed on the way here. The difference between two states is the most that
/// keeping the older one costs.
/// </param>
/// <param name="Kinds">The objects by kind, namespace and name.</param>
internal sealed record StoreSnapshot(
    long ResourceVersion,
    long Superseded,
    ImmutableDictionary<GroupResource, ImmutableSortedDictionary<string, Objects>> Kinds
)
{
    public static readonly StoreSnapshot Empty = new(
        0,
        0,
        ImmutableDictionary<GroupResource, ImmutableSortedDictionary<string, Objects>>.Empty
    );

    private static readonly ImmutableSortedDictionary<string, Objects> NoNamespaces = ImmutableSortedDictionary.Create<
        string,
        Objects
    >(StringComparer.Ordinal);

    private static readonly Objects NoObjects = ImmutableSortedDictionary.Create<string, StoredObject>(
        StringComparer.Ordinal
    );

    public StoredObject? Find(GroupResource resource, string @namespace, string name) =>
        Kinds.TryGetValue(resource, out var namespaces)
        && namespaces.TryGetValue(@namespace, out var objects)
        && objects.TryGetValue(name, out var found)
            ? found
            : null;

    /// <summary>The objects of a kind, by namespace and name; of one namespace where one is given.</summary>
    public IEnumerable<StoredObject> List(GroupResource resource, string? @namespace = null)
    {
        if (!Kinds.TryGetValue(resource, out var namespaces))
        {
            return [];
        }
        if (@namespace is not null)
        {
            return namespaces.TryGetValue(@namespace, out var objects) ? objects.Values : [];
        }
        return namespaces.Values.SelectMany(objects => objects.Values);
    }

    /// <summary>Every object of every kind.</summary>
    public IEnumerable<StoredObject> All() => Kinds.Keys.SelectMany(kind => List(kind));

    /// <summary>How many objects there are of each kind.</summary>
    public IEnumerable<(GroupResource Resource, int Count)> Counts() =>
        Kinds.Select(kind => (kind.Key, kind.Value.Values.Sum(objects => objects.Count)));

    /// <summary>The state after a version of an object was stored in place of another, or of none.</summary>
    public StoreSnapshot With(StoredObject value, StoredObject? replaced)
    {
        var namespaces = Kinds.GetValueOrDefault(value.Resource, NoNamespaces);
        var objects = namespaces.GetValueOrDefault(value.Namespace, NoObjects).SetItem(value.Name, value);
        return new StoreSnapshot(
            value.ResourceVersion,
            Superseded + (replaced?.Json.Length ?? 0),
            Kinds.SetItem(value.Resource, namespaces.SetItem(value.Namespace, objects))
        );
    }

    public StoreSnapshot Without(StoredObject value, long resourceVersion)
    {
        var namespaces = Kinds.GetValueOrDefault(value.Resource, NoNamespaces);
        var objects = namespaces.GetValueOrDefault(value.Namespace, NoObjects).Remove(value.Name);
        namespaces = objects.IsEmpty
            ? namespaces.Remove(value.Namespace)
            : namespaces.SetItem(value.Namespace, objects);
        return new StoreSnapshot(
            resourceVersion,
            Superseded + value.Json.Length,
            namespaces.IsEmpty ? Kinds.Remove(value.Resource) : Kinds.SetItem(value.Resource, namespaces)
        );
    }
}
