using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Graft.ResourceManager.Applying;
using Graft.ResourceManager.Health;
using Graft.ResourceManager.Objects;
using Microsoft.Extensions.Logging;

namespace Graft.ResourceManager;

/// <summary>
/// Brings the target to what one ManagedResource wants: what it no longer wants goes first, then the rest is applied in
/// install order, then all of it is judged. It may be interrupted anywhere and run again.
/// </summary>
internal sealed partial class ManagedResourceReconciler(
    IKubernetesClient source,
    Informer<Secret> secrets,
    TargetCluster target,
    ManagedMetadata metadata,
    ResourceManagerOptions options,
    TimeProvider time,
    ILogger<ManagedResourceReconciler> logger
) : IReconciler
{
    // Deletions in the target are heard of by watch; this is for objects that were never labelled as managed.
    private static readonly TimeSpan s_deletionPoll = TimeSpan.FromSeconds(5);

    private readonly StatusWriter _status = new(source, time);
    private readonly ObjectApplier _applier = new(target);
    private readonly HealthCheck _health = new(target);
    private readonly string _finalizer =
        options.ResourceClass.Length == 0
            ? WellKnown.Finalizers.ResourceManager
            : $"{WellKnown.Finalizers.ResourceManager}-{options.ResourceClass}";

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        // Read afresh: what was applied before stands in the status, and an object that a late cache does not name there
        // would never be removed.
        if (await source.FindAsync<ManagedResource>(key, cancellationToken) is not { } resource)
        {
            return ReconcileResult.Done;
        }
        if (resource.Metadata.DeletionTimestamp is not null)
        {
            return await DeleteAsync(resource, key, cancellationToken);
        }
        if (resource.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.ResourcesIgnore) == "true")
        {
            return ReconcileResult.Done;
        }
        resource = await EnsureFinalizerAsync(resource, cancellationToken);
        return await ApplyAsync(resource, key, cancellationToken);
    }

    private async Task<ManagedResource> EnsureFinalizerAsync(
        ManagedResource resource,
        CancellationToken cancellationToken
    )
    {
        var finalizers = resource.Metadata.Finalizers ?? [];
        if (finalizers.Contains(_finalizer, StringComparer.Ordinal))
        {
            return resource;
        }
        var updated = resource with { Metadata = resource.Metadata with { Finalizers = [.. finalizers, _finalizer] } };
        return await source.PatchDifferenceAsync(
            resource,
            updated,
            new WriteOptions { OptimisticLock = true },
            cancellationToken
        );
    }

    private async Task<ReconcileResult> ApplyAsync(
        ManagedResource resource,
        ObjectKey key,
        CancellationToken cancellationToken
    )
    {
        List<Secret> contents;
        List<JsonObject> wanted;
        try
        {
            contents = await ReadSecretsAsync(resource, cancellationToken);
            wanted = [.. InstallOrder.Sort(contents.SelectMany(ManifestDecoder.Decode))];
        }
        catch (KubernetesException exception)
        {
            await _status.WriteAsync(resource, [Verdicts.CannotReadSecret(exception.Message)], cancellationToken);
            throw;
        }
        catch (FormatException exception)
        {
            Log.CannotDecode(logger, key, exception.Message);
            await _status.WriteAsync(
                resource,
                [Verdicts.DecodingFailed($"Could not decode all resources: {exception.Message}")],
                cancellationToken
            );
            return ReconcileResult.Done;
        }
        var checksum = SecretsChecksum.Of(contents);
        if (IsNews(resource, checksum))
        {
            Log.Applying(logger, key, wanted.Count);
            resource = await AnnounceAsync(resource, cancellationToken);
        }
        try
        {
            return await BringAboutAsync(resource, key, wanted, checksum, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            var verdict = Verdicts.ApplyFailed($"The target cluster cannot be reached: {exception.Message}");
            await _status.WriteAsync(resource, [verdict], cancellationToken);
            throw;
        }
    }

    private Task<ManagedResource> AnnounceAsync(ManagedResource resource, CancellationToken cancellationToken)
    {
        var isNew = resource.Status?.Conditions?.Any(condition => condition.Type == Verdicts.Healthy) != true;
        ConditionVerdict[] verdicts = isNew
            ? [Verdicts.ApplyProgressing, Verdicts.ChecksPending]
            : [Verdicts.ApplyProgressing];
        return _status.WriteAsync(resource, verdicts, cancellationToken);
    }

    private async Task<ReconcileResult> BringAboutAsync(
        ManagedResource resource,
        ObjectKey key,
        List<JsonObject> wanted,
        string checksum,
        CancellationToken cancellationToken
    )
    {
        var before = resource.Status?.Resources ?? [];
        var application = new Application(resource, metadata, target, _applier);
        await application.PrepareAsync(wanted, cancellationToken);
        var removal = await application.RemoveStaleAsync(before, cancellationToken);
        if (removal is not null)
        {
            await _status.WriteAsync(
                resource,
                [removal],
                status => status with { Resources = application.References(before) },
                cancellationToken
            );
            return ReconcileResult.RequeueAfter(s_deletionPoll);
        }
        var failure = await application.ApplyAsync(cancellationToken);
        var applied = application.References([]);
        var (healthy, progressing) = await _health.JudgeAsync(applied, cancellationToken);
        await _status.WriteAsync(
            resource,
            [failure is null ? Verdicts.ApplySucceeded : Verdicts.ApplyFailed(failure), healthy, progressing],
            status =>
                status with
                {
                    Resources = applied,
                    ObservedGeneration = resource.Metadata.Generation,
                    SecretsDataChecksum = failure is null ? checksum : status.SecretsDataChecksum,
                },
            cancellationToken
        );
        return failure is null
            ? ReconcileResult.RequeueAfter(options.SyncPeriod)
            : throw new InvalidOperationException($"could not apply all objects of {key}: {failure}");
    }

    private async Task<ReconcileResult> DeleteAsync(
        ManagedResource resource,
        ObjectKey key,
        CancellationToken cancellationToken
    )
    {
        if (resource.Metadata.Finalizers?.Contains(_finalizer, StringComparer.Ordinal) != true)
        {
            return ReconcileResult.Done;
        }
        if (resource.Spec?.KeepObjects is not true)
        {
            var application = new Application(resource, metadata, target, _applier);
            if (await application.RemoveStaleAsync(resource.Status?.Resources ?? [], cancellationToken) is { } pending)
            {
                await _status.WriteAsync(resource, [pending], cancellationToken);
                return ReconcileResult.RequeueAfter(s_deletionPoll);
            }
        }
        var updated = resource with
        {
            Metadata = resource.Metadata with
            {
                Finalizers = [.. resource.Metadata.Finalizers.Where(finalizer => finalizer != _finalizer)],
            },
        };
        await source.PatchDifferenceAsync(
            resource,
            updated,
            new WriteOptions { OptimisticLock = true },
            cancellationToken
        );
        Log.Deleted(logger, key);
        return ReconcileResult.Done;
    }

    private async Task<List<Secret>> ReadSecretsAsync(ManagedResource resource, CancellationToken cancellationToken)
    {
        var contents = new List<Secret>();
        foreach (var reference in resource.Spec?.SecretRefs ?? [])
        {
            var key = new ObjectKey(resource.Metadata.Namespace, reference.Name ?? "");
            contents.Add(secrets.Find(key) ?? await source.GetAsync<Secret>(key, cancellationToken));
        }
        return contents;
    }

    private static bool IsNews(ManagedResource resource, string checksum) =>
        resource.Status?.ObservedGeneration != resource.Metadata.Generation
        || resource.Status?.SecretsDataChecksum != checksum;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Applying {Count} objects of managed resource {Key}.")]
        public static partial void Applying(ILogger logger, ObjectKey key, int count);

        [LoggerMessage(2, LogLevel.Information, "Managed resource {Key} is gone.")]
        public static partial void Deleted(ILogger logger, ObjectKey key);

        [LoggerMessage(3, LogLevel.Warning, "Managed resource {Key} cannot be decoded: {Reason}")]
        public static partial void CannotDecode(ILogger logger, ObjectKey key, string reason);
    }
}
