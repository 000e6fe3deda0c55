using System.Collections.Immutable;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>
/// The kinds that one logical cluster serves: built in, or made by CustomResourceDefinitions. Reading takes no lock; the
/// list is replaced whole when a definition comes or goes.
/// </summary>
internal sealed class ResourceRegistry
{
    private readonly Lock _lock = new();
    private volatile Snapshot _snapshot = new([], 0);

    /// <summary>Raised after each change, outside any lock.</summary>
    public event EventHandler? Changed;

    /// <summary>Every kind in every version that serves it, the preferred version of a group first.</summary>
    public IReadOnlyList<ResourceDefinition> All => _snapshot.Definitions;

    /// <summary>Grows by one with each change: what is derived from the registry can be cached under it.</summary>
    public long Generation => _snapshot.Generation;

    public ResourceDefinition? Find(string group, string version, string plural) =>
        _snapshot.ByPath.GetValueOrDefault((group, version, plural));

    /// <summary>The definition of a stored kind in its storage version.</summary>
    public ResourceDefinition? FindStored(GroupResource resource) => _snapshot.ByResource.GetValueOrDefault(resource);

    /// <summary>Whether any kind is served in a group version.</summary>
    public bool Serves(string group, string version) => _snapshot.GroupVersions.Contains((group, version));

    /// <summary>Sets all versions of a kind, in place of those it had.</summary>
    public void Set(GroupResource resource, IReadOnlyList<ResourceDefinition> versions) =>
        Replace(all => all.RemoveAll(each => each.GroupResource == resource).AddRange(versions));

    public void Remove(GroupResource resource) => Replace(all => all.RemoveAll(each => each.GroupResource == resource));

    /// <summary>
    /// Sets the built-in kinds in place of those there were, at one moment: who reads meanwhile finds each kind that stays.
    /// </summary>
    public void SetBuiltIn(IEnumerable<ResourceDefinition> definitions) =>
        Replace(all => [.. definitions, .. all.Where(each => each.IsCustom)]);

    private void Replace(Func<ImmutableArray<ResourceDefinition>, ImmutableArray<ResourceDefinition>> change)
    {
        lock (_lock)
        {
            _snapshot = new Snapshot(change(_snapshot.Definitions), _snapshot.Generation + 1);
        }
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private sealed class Snapshot
    {
        public Snapshot(ImmutableArray<ResourceDefinition> definitions, long generation)
        {
            Definitions = definitions;
            Generation = generation;
            foreach (var definition in definitions)
            {
                ByPath[(definition.Group, definition.Version, definition.Plural)] = definition;
                GroupVersions.Add((definition.Group, definition.Version));
                if (definition.Version == definition.StorageVersion)
                {
                    ByResource[definition.GroupResource] = definition;
                }
            }
        }

        public ImmutableArray<ResourceDefinition> Definitions { get; }

        public long Generation { get; }

        public Dictionary<(string Group, string Version, string Plural), ResourceDefinition> ByPath { get; } = [];

        public Dictionary<GroupResource, ResourceDefinition> ByResource { get; } = [];

        public HashSet<(string Group, string Version)> GroupVersions { get; } = [];
    }
}
