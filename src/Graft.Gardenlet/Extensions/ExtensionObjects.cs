using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Extensions;

/// <summary>
/// The extension objects of one kind in one Shoot's seed namespace: writing, waiting and deleting as the wire contract's
/// sections 4.1, 4.3 and 4.4 demand. One instance serves one run of a flow: it remembers which timestamps it wrote.
/// </summary>
internal sealed class ExtensionObjects<T>(IKubernetesClient seed, string technicalId, TimeSpan limit, TimeProvider time)
    where T : class, IExtensionObject<T>
{
    private readonly Resource<JsonObject> _json = Resource.Untyped(T.ResourceType);
    private readonly ConcurrentDictionary<string, string> _timestamps = new(StringComparer.Ordinal);

    /// <summary>Writes all and asks for a reconciliation of each.</summary>
    /// <exception cref="AggregateException">The failures of all that failed.</exception>
    public Task DeployAsync(IEnumerable<T> wanted, CancellationToken cancellationToken) =>
        ParallelWork.ForAllAsync(wanted, item => WriteAsync(item, WellKnown.Operations.Reconcile, cancellationToken));

    /// <summary>
    /// Writes all without letting the extensions begin, gives each its state of before the migration, then asks for the
    /// restoration.
    /// </summary>
    public Task RestoreAsync(IEnumerable<T> wanted, ShootState? state, CancellationToken cancellationToken) =>
        ParallelWork.ForAllAsync(wanted, item => RestoreAsync(item, state, cancellationToken));

    /// <summary>Waits for those that this instance wrote. The first failure ends the wait.</summary>
    public Task WaitUntilReadyAsync(IEnumerable<T> wanted, CancellationToken cancellationToken) =>
        ParallelWork.UntilFirstFailureAsync(
            wanted,
            (item, token) => Wait(item).UntilReadyAsync(TimestampOf(item), token),
            cancellationToken
        );

    /// <summary>Confirms and deletes all but those of the given names.</summary>
    public async Task DeleteAllButAsync(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var unwanted = await ListAllButAsync(names, cancellationToken);
        await ParallelWork.ForAllAsync(unwanted, item => ConfirmAndDeleteAsync(item, cancellationToken));
    }

    /// <summary>Waits until all but those of the given names are gone.</summary>
    public async Task WaitUntilDeletedAllButAsync(IReadOnlySet<string> names, CancellationToken cancellationToken) =>
        await ParallelWork.UntilFirstFailureAsync(
            await ListAllButAsync(names, cancellationToken),
            (item, token) => Wait(item).UntilDeletedAsync(token),
            cancellationToken
        );

    /// <summary>Asks the extensions to let go of every object of the namespace.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var all = await ListAllButAsync(new HashSet<string>(StringComparer.Ordinal), cancellationToken);
        await ParallelWork.ForAllAsync(
            all,
            item =>
                IgnoringNotFoundAsync(
                    AnnotateAsync(
                        item,
                        WellKnown.Annotations.Operation,
                        WellKnown.Operations.Migrate,
                        cancellationToken
                    )
                )
        );
    }

    public async Task WaitUntilMigratedAsync(CancellationToken cancellationToken) =>
        await ParallelWork.UntilFirstFailureAsync(
            await ListAllButAsync(new HashSet<string>(StringComparer.Ordinal), cancellationToken),
            (item, token) => Wait(item).UntilMigratedAsync(token),
            cancellationToken
        );

    /// <summary>
    /// Brings the object to what is wanted. What others put on it (annotations, labels, finalizers, status) stays.
    /// </summary>
    private async Task WriteAsync(T wanted, string operation, CancellationToken cancellationToken)
    {
        var timestamp = Rfc3339.Precise(time.GetUtcNow());
        var json = (JsonObject)JsonSerializer.SerializeToNode(wanted, T.JsonTypeInfo)!;
        await seed.CreateOrPatchAsync(
            _json,
            KeyOf(wanted),
            current => Merge(current, json, operation, timestamp),
            WriteOptions.Default,
            cancellationToken
        );
        _timestamps[wanted.Metadata.Name!] = timestamp;
    }

    private static JsonObject Merge(JsonObject? current, JsonObject wanted, string operation, string timestamp)
    {
        var result = (JsonObject)(current ?? wanted).DeepClone();
        var metadata = result["metadata"]!.AsObject();
        foreach (var (key, value) in wanted["metadata"]!["labels"] as JsonObject ?? [])
        {
            Child(metadata, "labels")[key] = value?.DeepClone();
        }
        var annotations = Child(metadata, "annotations");
        annotations[WellKnown.Annotations.Operation] = operation;
        annotations[WellKnown.Annotations.Timestamp] = timestamp;
        var spec = (JsonObject)wanted["spec"]!.DeepClone();
        if (spec["class"] is null && current?["spec"]?["class"] is { } @class)
        {
            // Immutable: set by whoever made the object.
            spec["class"] = @class.DeepClone();
        }
        result["spec"] = spec;
        return result;
    }

    private async Task RestoreAsync(T wanted, ShootState? state, CancellationToken cancellationToken)
    {
        await WriteAsync(wanted, WellKnown.Operations.WaitForState, cancellationToken);
        var saved = state?.Spec?.Extensions?.FirstOrDefault(entry =>
            entry.Kind == T.ResourceType.Kind && entry.Name == wanted.Metadata.Name
        );
        if (saved is not null)
        {
            var current = await seed.GetAsync<T>(KeyOf(wanted), cancellationToken);
            if (current.Status?.State is null or { ValueKind: JsonValueKind.Null })
            {
                await new SavedState(seed, technicalId).ApplyAsync<T>(KeyOf(wanted), saved, state!, cancellationToken);
            }
        }
        await AnnotateAsync(wanted, WellKnown.Annotations.Operation, WellKnown.Operations.Restore, cancellationToken);
    }

    private async Task ConfirmAndDeleteAsync(T item, CancellationToken cancellationToken)
    {
        await IgnoringNotFoundAsync(
            AnnotateAsync(item, WellKnown.Annotations.ConfirmationDeletion, "true", cancellationToken)
        );
        await seed.TryDeleteAsync<T>(KeyOf(item), cancellationToken);
    }

    private async Task AnnotateAsync(T item, string annotation, string value, CancellationToken cancellationToken)
    {
        var timestamp = Rfc3339.Precise(time.GetUtcNow());
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject
                {
                    [annotation] = value,
                    [WellKnown.Annotations.Timestamp] = timestamp,
                },
            },
        };
        await seed.PatchAsync<T>(KeyOf(item), Patch.Merge(patch), cancellationToken);
        _timestamps[item.Metadata.Name!] = timestamp;
    }

    private async Task<IReadOnlyList<T>> ListAllButAsync(
        IReadOnlySet<string> names,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var list = await seed.ListAsync<T>(ListOptions.In(technicalId), cancellationToken);
            return [.. list.Items.Where(item => !names.Contains(item.Metadata.Name!))];
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // The kind is not served: nobody has such objects.
            return [];
        }
    }

    private static async Task IgnoringNotFoundAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone in between, which is what is wanted or no longer matters.
        }
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }
        return child;
    }

    private ObjectKey KeyOf(T item) => new(technicalId, item.Metadata.Name!);

    private ExtensionWait<T> Wait(T item) => new(seed, KeyOf(item), limit, time);

    private string TimestampOf(T item) =>
        _timestamps.TryGetValue(item.Metadata.Name!, out var timestamp)
            ? timestamp
            : throw new InvalidOperationException($"{item.Metadata.Name} was not written by this flow.");
}
