using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.ResourceManager.Health;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Applying;

/// <summary>One pass over the objects of one ManagedResource.</summary>
internal sealed class Application(
    ManagedResource managedResource,
    ManagedMetadata metadata,
    TargetCluster target,
    ObjectApplier applier
)
{
    private const string DefaultNamespace = "default";

    private readonly ObjectKey _key = new(managedResource.Metadata.Namespace, managedResource.Metadata.Name ?? "");
    private readonly ObjectRemoval _removal = new(target, applier);
    private readonly List<JsonObject> _wanted = [];

    /// <summary>Takes the manifests over: with namespaces as their kinds need them, and with the metadata to inject.</summary>
    public async Task PrepareAsync(IEnumerable<JsonObject> manifests, CancellationToken cancellationToken)
    {
        foreach (var manifest in manifests)
        {
            var item = (JsonObject)manifest.DeepClone();
            await FitNamespaceAsync(item, cancellationToken);
            metadata.Inject(item, _key, managedResource.Spec?.InjectLabels);
            _wanted.Add(item);
        }
    }

    /// <summary>
    /// Removes what was applied and is no longer wanted, last installed first.
    /// </summary>
    /// <returns>What the condition is to say while something is left; null when nothing is.</returns>
    public async Task<ConditionVerdict?> RemoveStaleAsync(
        IReadOnlyList<ManagedObjectReference> before,
        CancellationToken cancellationToken
    )
    {
        var (pending, failures) = (new List<string>(), new List<string>());
        foreach (var reference in Stale(before))
        {
            var item = ObjectReference.Of(reference);
            try
            {
                if (!await _removal.RemoveAsync(reference, metadata.OriginOf(_key), cancellationToken))
                {
                    pending.Add(item.ToString());
                }
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
            {
                failures.Add($"{item}: {exception.Message}");
            }
        }
        return failures.Count > 0 ? Verdicts.DeletionFailed($"Could not delete {string.Join("; ", failures)}")
            : pending.Count > 0 ? Verdicts.DeletionPending($"Deletion is pending: {string.Join(", ", pending)}")
            : null;
    }

    /// <summary>Applies everything that is wanted; one failure does not keep the rest from being tried.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> ApplyAsync(CancellationToken cancellationToken)
    {
        var before = (managedResource.Status?.Resources ?? []).ToLookup(entry => ObjectReference.Of(entry).Identity);
        var failures = new List<string>();
        foreach (var item in _wanted.Where(item => !ObjectControls.IsIgnored(item)))
        {
            var reference = ObjectReference.Of(item);
            try
            {
                var resource = await target.ResolveAsync(reference, cancellationToken);
                var applied = before[reference.Identity].FirstOrDefault();
                var isDone = await applier.ApplyAsync(
                    resource,
                    item,
                    applied is null ? AppliedMetadata.None : AppliedMetadata.Of(applied),
                    MetadataOverwrite.Of(managedResource.Spec),
                    cancellationToken
                );
                if (!isDone)
                {
                    failures.Add($"{reference} must be created anew and is still being deleted");
                }
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
            {
                failures.Add($"{reference}: {exception.Message}");
            }
        }
        return failures.Count == 0 ? null : $"Could not apply {string.Join("; ", failures)}";
    }

    /// <summary>What the status is to remember: what is wanted, and those of the given objects that are not.</summary>
    public List<ManagedObjectReference> References(IReadOnlyList<ManagedObjectReference> before) =>
        [
            .. _wanted
                .Select(Reference)
                .Concat(Stale(before))
                .OrderBy(entry => entry.Kind, StringComparer.Ordinal)
                .ThenBy(entry => entry.Namespace, StringComparer.Ordinal)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal),
        ];

    private IEnumerable<ManagedObjectReference> Stale(IReadOnlyList<ManagedObjectReference> before)
    {
        var wanted = _wanted.Select(item => Canonical(ObjectReference.Of(item))).ToHashSet();
        return before
            .Where(entry => !wanted.Contains(Canonical(ObjectReference.Of(entry))))
            .OrderByDescending(entry => InstallOrder.Rank(entry.Kind ?? ""));
    }

    // Kinds that count as the same one are named by the first of them.
    private (string Group, string Kind, string Namespace, string Name) Canonical(ObjectReference item)
    {
        var equivalent = managedResource.Spec?.Equivalences?.FirstOrDefault(kinds =>
            kinds.Any(kind => (kind.Group ?? "") == item.Group && kind.Kind == item.Kind)
        );
        return equivalent is null
            ? item.Identity
            : (equivalent[0].Group ?? "", equivalent[0].Kind ?? "", item.Namespace ?? "", item.Name);
    }

    private static ManagedObjectReference Reference(JsonObject item)
    {
        var reference = ObjectReference.Of(item);
        return new ManagedObjectReference
        {
            ApiVersion = reference.ApiVersion,
            Kind = reference.Kind,
            Namespace = reference.Namespace,
            Name = reference.Name,
            Labels = ObjectControls.Labels(item),
            Annotations = ObjectControls.Annotations(item),
        };
    }

    private async Task FitNamespaceAsync(JsonObject item, CancellationToken cancellationToken)
    {
        var reference = ObjectReference.Of(item);
        bool isNamespaced;
        try
        {
            isNamespaced = (await target.ResolveAsync(reference, cancellationToken)).Type.IsNamespaced;
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Perhaps its definition comes with the same ManagedResource; the next pass knows.
            return;
        }
        if (!isNamespaced)
        {
            (item["metadata"] as JsonObject)?.Remove("namespace");
        }
        else if (reference.Namespace is null)
        {
            item["metadata"]!["namespace"] = DefaultNamespace;
        }
    }
}
