using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Extensions.Heartbeats;

/// <summary>
/// Renews the Lease <c>gardener-extension-heartbeat</c> by which the core's care controller sees that the extension, and
/// with it what it reports, is alive. One patch per beat.
/// </summary>
internal sealed partial class Heartbeat(
    IKubernetesClient client,
    HeartbeatOptions options,
    TimeProvider time,
    ILogger<Heartbeat> logger
)
{
    public const string LeaseName = "gardener-extension-heartbeat";

    private readonly ObjectKey _key = new(options.Namespace, LeaseName);

    /// <summary>Beats until cancelled; a beat that fails is logged, and made up for by the next.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.RenewInterval, time);
        try
        {
            do
            {
                await TryBeatAsync(cancellationToken);
            } while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop: the lease runs out by itself.
        }
    }

    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeatAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
        {
            Log.Failed(logger, exception, _key);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var spec = new LeaseSpec
        {
            HolderIdentity = options.ExtensionName,
            LeaseDurationSeconds = (int)options.RenewInterval.TotalSeconds,
            RenewTime = time.GetUtcNow(),
        };
        var patch = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = spec.HolderIdentity,
                ["leaseDurationSeconds"] = spec.LeaseDurationSeconds,
                ["renewTime"] = Rfc3339.Micro(spec.RenewTime.Value),
            },
        };
        try
        {
            await client.PatchAsync<Lease>(_key, Patch.Merge(patch), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            var metadata = new ObjectMeta { Name = _key.Name, Namespace = _key.Namespace };
            await client.CreateAsync(new Lease { Metadata = metadata, Spec = spec }, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The heartbeat {Lease} could not be renewed.")]
        public static partial void Failed(ILogger logger, Exception exception, ObjectKey lease);
    }
}
