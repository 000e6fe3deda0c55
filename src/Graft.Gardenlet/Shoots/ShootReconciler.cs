using System.Collections.Concurrent;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Flow;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Gardenlet.Shoots;

/// <summary>Brings the Shoots of one seed to what their owners want, and removes those that are deleted.</summary>
internal sealed partial class ShootReconciler(
    GardenletOptions options,
    Informer<Shoot> shoots,
    TimeProvider time,
    ILoggerFactory loggerFactory
) : IReconciler
{
    // Codes that no waiting cures.
    private static readonly HashSet<string> s_finalCodes = new(StringComparer.Ordinal)
    {
        ErrorCode.ConfigurationProblem,
        ErrorCode.InfraUnauthenticated,
        ErrorCode.InfraUnauthorized,
        ErrorCode.InfraQuotaExceeded,
        ErrorCode.InfraDependencies,
    };

    private readonly ILogger _logger = loggerFactory.CreateLogger<ShootReconciler>();
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private readonly Garden _garden = new(options.Garden);
    private readonly ShootStatusWriter _status = new(
        options.Garden,
        time,
        loggerFactory.CreateLogger<ShootStatusWriter>()
    );

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var shoot = await options.Garden.FindAsync<Shoot>(key, cancellationToken);
        shoot = shoot is null ? null : await ClaimAsync(shoot, cancellationToken);
        if (shoot is null)
        {
            return ReconcileResult.Done;
        }
        var type = ShootOperationType.Of(shoot, ShootStatusWriter.Version);
        if (type is null)
        {
            await EnsureRunningAsync(shoot, cancellationToken);
            return ReconcileResult.Done;
        }
        return await OperateAsync(shoot, type, cancellationToken);
    }

    /// <summary>The Shoot if this gardenlet's seed is responsible for it.</summary>
    private async Task<Shoot?> ClaimAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        if (shoot.Spec?.SeedName is not { Length: > 0 } seed)
        {
            if (!options.ClaimsUnscheduledShoots || shoot.Metadata.DeletionTimestamp is not null)
            {
                return null;
            }
            var claimed = shoot with { Spec = (shoot.Spec ?? new ShootSpec()) with { SeedName = options.SeedName } };
            return await options.Garden.PatchDifferenceAsync(shoot, claimed, cancellationToken);
        }
        return seed == options.SeedName ? shoot : null;
    }

    /// <summary>After a restart of this process a Shoot that needs no work still needs its control plane.</summary>
    private async Task EnsureRunningAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var technicalId = shoot.Status?.TechnicalID;
        if (shoot.Metadata.DeletionTimestamp is not null || technicalId is null || _running.ContainsKey(technicalId))
        {
            return;
        }
        var connection = await options.ControlPlane.EnsureAsync(
            technicalId,
            shoot.Spec?.Kubernetes?.Version ?? "",
            cancellationToken
        );
        if (shoot.Spec?.Hibernation?.Enabled != true)
        {
            await options.ControlPlane.EnsureResourceManagerAsync(technicalId, connection, cancellationToken);
        }
        _running[technicalId] = true;
    }

    private async Task<ReconcileResult> OperateAsync(Shoot shoot, string type, CancellationToken cancellationToken)
    {
        var technicalId = await _garden.GetTechnicalIdAsync(shoot, cancellationToken);
        shoot = await PrepareAsync(shoot, type, cancellationToken);
        shoot = await _status.BeginAsync(shoot, type, technicalId, options.SeedName, cancellationToken);
        Log.Started(_logger, type, shoot.Metadata.Namespace, shoot.Metadata.Name);
        var started = time.GetTimestamp();
        var percent = 0;
        try
        {
            var operation = await ReadAsync(shoot, type, technicalId, cancellationToken);
            await RunAsync(operation, progress => percent = progress.Percent, cancellationToken);
            await FinishAsync(operation, cancellationToken);
            Log.Succeeded(
                _logger,
                type,
                shoot.Metadata.Namespace,
                shoot.Metadata.Name,
                time.GetElapsedTime(started).TotalSeconds
            );
            return ReconcileResult.Done;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Deleted meanwhile: the deletion's own event has put the key back into the queue.
            Log.GivenUp(_logger, type, shoot.Metadata.Namespace, shoot.Metadata.Name);
            return ReconcileResult.Done;
        }
        catch (Exception exception) when (ErrorsOf(exception) is { } errors)
        {
            return await FailAsync(shoot, type, percent, errors, cancellationToken);
        }
    }

    /// <summary>Finalizer on, the owner's demand taken off.</summary>
    private Task<Shoot> PrepareAsync(Shoot shoot, string type, CancellationToken cancellationToken)
    {
        var finalizers = shoot.Metadata.Finalizers ?? [];
        if (
            type != LastOperationType.Delete
            && !finalizers.Contains(WellKnown.Finalizers.Gardener, StringComparer.Ordinal)
        )
        {
            finalizers = [.. finalizers, WellKnown.Finalizers.Gardener];
        }
        var annotations = shoot.Metadata.Annotations;
        if (ShootOperationType.IsAskedFor(shoot))
        {
            annotations = annotations!
                .Where(pair => pair.Key != WellKnown.Annotations.Operation)
                .ToDictionary(StringComparer.Ordinal);
        }
        return options.Garden.PatchDifferenceAsync(
            shoot,
            shoot with
            {
                Metadata = shoot.Metadata with
                {
                    Finalizers = finalizers.Count == 0 ? shoot.Metadata.Finalizers : finalizers,
                    Annotations = annotations,
                },
            },
            new WriteOptions { OptimisticLock = true },
            cancellationToken
        );
    }

    private async Task<ShootOperation> ReadAsync(
        Shoot shoot,
        string type,
        string technicalId,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            Shoot = shoot,
            Type = type,
            TechnicalId = technicalId,
            CloudProfile = await _garden.GetCloudProfileAsync(shoot, cancellationToken),
            Seed = await _garden.FindSeedAsync(options.SeedName, cancellationToken),
            State =
                type == LastOperationType.Restore
                    ? await options.Garden.FindAsync<ShootState>(
                        new ObjectKey(shoot.Metadata.Namespace, shoot.Metadata.Name!),
                        cancellationToken
                    )
                    : null,
        };

    private async Task RunAsync(
        ShootOperation operation,
        Action<FlowProgress> observe,
        CancellationToken cancellationToken
    )
    {
        using var workspace = new ShootWorkspace(operation, options, time, loggerFactory);
        using var deletion = new CancellationTokenSource();
        using var subscription = CancelOnDeletion(operation, deletion);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deletion.Token);
        var flow =
            operation.Type == LastOperationType.Delete
                ? new DeleteFlow(workspace).Build(await NamespaceExistsAsync(operation, cancellationToken))
                : new ReconcileFlow(workspace).Build();
        await using var writer = new ProgressWriter(
            (progress, token) => _status.ProgressAsync(operation.Shoot, operation.Type, progress, token),
            options.ProgressInterval,
            time,
            cancellationToken
        );
        await new FlowRunner(time).RunAsync(
            flow,
            progress =>
            {
                observe(progress);
                writer.Report(progress);
                options.Progress?.Invoke(new ShootProgress(operation.Key, progress));
            },
            any.Token
        );
    }

    /// <summary>Nobody should wait for the creation of what is to be deleted.</summary>
    private IDisposable? CancelOnDeletion(ShootOperation operation, CancellationTokenSource deletion) =>
        operation.Type == LastOperationType.Delete
            ? null
            : shoots.Subscribe(change =>
            {
                if (change.Key == operation.Key && change.Object.Metadata.DeletionTimestamp is not null)
                {
                    deletion.Cancel();
                }
            });

    private async Task<bool> NamespaceExistsAsync(ShootOperation operation, CancellationToken cancellationToken) =>
        await options.Seed.FindAsync<Namespace>(new ObjectKey(operation.TechnicalId), cancellationToken)
            is { Metadata.DeletionTimestamp: null };

    private async Task FinishAsync(ShootOperation operation, CancellationToken cancellationToken)
    {
        await _status.SucceededAsync(operation, cancellationToken);
        if (operation.Type != LastOperationType.Delete)
        {
            _running[operation.TechnicalId] = true;
            return;
        }
        _running.TryRemove(operation.TechnicalId, out _);
        var current = await options.Garden.GetAsync<Shoot>(operation.Key, cancellationToken);
        var rest = (current.Metadata.Finalizers ?? []).Where(name => name != WellKnown.Finalizers.Gardener);
        await options.Garden.PatchDifferenceAsync(
            current,
            current with
            {
                Metadata = current.Metadata with { Finalizers = [.. rest] },
            },
            new WriteOptions { OptimisticLock = true },
            cancellationToken
        );
    }

    private async Task<ReconcileResult> FailAsync(
        Shoot shoot,
        string type,
        int percent,
        IReadOnlyList<FlowTaskError> errors,
        CancellationToken cancellationToken
    )
    {
        var isFinal =
            type != LastOperationType.Delete && errors.SelectMany(error => error.Codes).Any(s_finalCodes.Contains);
        shoot = await _status.FailedAsync(shoot, type, percent, isFinal, errors, cancellationToken);
        Log.Failed(
            _logger,
            type,
            shoot.Metadata.Namespace,
            shoot.Metadata.Name,
            string.Join("; ", errors.Select(error => error.Message))
        );
        if (!isFinal)
        {
            return ReconcileResult.RequeueAfter(options.RetryInterval);
        }
        await PublishFailureAsync(shoot, cancellationToken);
        return ReconcileResult.Done;
    }

    // Extensions leave failed Shoots alone; the Cluster is how they learn of it.
    private async Task PublishFailureAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var technicalId = shoot.Status!.TechnicalID!;
        if (await options.Seed.FindAsync<Cluster>(new ObjectKey(technicalId), cancellationToken) is { } cluster)
        {
            var profile = await _garden.GetCloudProfileAsync(shoot, cancellationToken);
            var rendered = ShootRenderer.RenderWithoutPools(shoot, profile, null, technicalId).Cluster.Spec!;
            await options.Seed.PatchDifferenceAsync(
                cluster,
                cluster with
                {
                    Spec = cluster.Spec! with { Shoot = rendered.Shoot },
                },
                cancellationToken
            );
        }
    }

    /// <summary>What a user can be told of; null for faults that are this program's own.</summary>
    private static IReadOnlyList<FlowTaskError>? ErrorsOf(Exception exception) =>
        exception switch
        {
            FlowException flow => flow.Errors,
            ShootRenderingException rendering =>
            [
                new FlowTaskError(
                    "Rendering the Shoot",
                    new CodedException(rendering.Message, [ErrorCode.ConfigurationProblem], rendering)
                ),
            ],
            KubernetesException { IsNotFound: true } missing => [new FlowTaskError("Reading the garden", missing)],
            _ => null,
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Operation} of Shoot {Namespace}/{Name} started.")]
        public static partial void Started(ILogger logger, string operation, string? @namespace, string? name);

        [LoggerMessage(2, LogLevel.Information, "{Operation} of Shoot {Namespace}/{Name} succeeded after {Seconds} s.")]
        public static partial void Succeeded(
            ILogger logger,
            string operation,
            string? @namespace,
            string? name,
            double seconds
        );

        [LoggerMessage(
            4,
            LogLevel.Information,
            "{Operation} of Shoot {Namespace}/{Name} given up: it is to be deleted."
        )]
        public static partial void GivenUp(ILogger logger, string operation, string? @namespace, string? name);

        [LoggerMessage(3, LogLevel.Error, "{Operation} of Shoot {Namespace}/{Name} failed: {Errors}")]
        public static partial void Failed(
            ILogger logger,
            string operation,
            string? @namespace,
            string? name,
            string errors
        );
    }
}
