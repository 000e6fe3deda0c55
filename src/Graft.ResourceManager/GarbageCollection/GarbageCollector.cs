using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.ResourceManager.GarbageCollection;

/// <summary>
/// Deletes the immutable secrets that ManagedResources referred to once. Other secrets with the same label belong to
/// Gardener's own garbage collector and are left alone.
/// </summary>
internal sealed partial class GarbageCollector(
    IKubernetesClient source,
    Informer<ManagedResource> managedResources,
    Informer<Secret> secrets,
    ResourceManagerOptions options,
    TimeProvider time,
    ILogger<GarbageCollector> logger
)
{
    private const string NamePrefix = "managedresource-";

    /// <summary>Collects every now and then until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.GarbageCollectionPeriod, time);
        try
        {
            await Task.WhenAll(
                managedResources.WaitUntilSyncedAsync(cancellationToken),
                secrets.WaitUntilSyncedAsync(cancellationToken)
            );
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await CollectAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    /// <summary>Deletes what nothing refers to now.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        var referenced = managedResources.List().SelectMany(ReferencesOf).ToHashSet();
        var newest = time.GetUtcNow() - options.GarbageMinimumAge;
        foreach (var secret in secrets.List().Where(IsCollectable))
        {
            var key = new ObjectKey(secret.Metadata.Namespace, secret.Metadata.Name ?? "");
            if (referenced.Contains(key) || secret.Metadata.CreationTimestamp > newest)
            {
                continue;
            }
            try
            {
                await source.TryDeleteAsync<Secret>(key, cancellationToken);
                Log.Collected(logger, key);
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
            {
                Log.NotCollected(logger, exception, key);
            }
        }
    }

    private static bool IsCollectable(Secret secret) =>
        secret.Immutable is true
        && secret.Metadata.DeletionTimestamp is null
        && secret.Metadata.Labels?.GetValueOrDefault(WellKnown.Labels.GarbageCollectable) == "true"
        && secret.Metadata.Name?.StartsWith(NamePrefix, StringComparison.Ordinal) == true;

    private static IEnumerable<ObjectKey> ReferencesOf(ManagedResource resource)
    {
        var annotated = (resource.Metadata.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Where(entry => entry.Key.StartsWith(WellKnown.Annotations.SecretReferencePrefix, StringComparison.Ordinal))
            .Select(entry => entry.Value);
        var used = (resource.Spec?.SecretRefs ?? []).Select(reference => reference.Name ?? "");
        return annotated.Concat(used).Select(name => new ObjectKey(resource.Metadata.Namespace, name));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Deleted secret {Key}: no managed resource refers to it.")]
        public static partial void Collected(ILogger logger, ObjectKey key);

        [LoggerMessage(2, LogLevel.Warning, "Could not delete the unreferenced secret {Key}; it is tried again later.")]
        public static partial void NotCollected(ILogger logger, Exception exception, ObjectKey key);
    }
}
