using Graft.Api.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.LeaderElection;

/// <summary>
/// Lets one replica of many work at a time, by a Lease. Another's lease counts as expired when it has not changed for its
/// duration as measured here, by a monotonic clock; the times written in it are never believed.
/// </summary>
public sealed partial class LeaderElector(
    IKubernetesClient client,
    LeaderElectionOptions options,
    TimeProvider time,
    Random random,
    ILogger<LeaderElector> logger
)
{
    private string? _observedVersion;
    private long _observedAt;

    /// <summary>Does this replica lead at the moment?</summary>
    public bool IsLeader
    {
        get;
        private set
        {
            field = value;
            LeaderMetrics.Record(options.Lease.Name, value);
        }
    }

    /// <summary>
    /// Waits for leadership, then runs <paramref name="lead"/> with a token that is cancelled when leadership is lost or
    /// <paramref name="cancellationToken"/> is. Afterwards the lease is released. Ends without an exception on cancellation.
    /// </summary>
    /// <exception cref="LeadershipLostException">The lease could not be renewed; <paramref name="lead"/> has ended.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        IsLeader = false;
        try
        {
            await AcquireAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        IsLeader = true;
        Log.Leading(logger, options.Identity, options.Lease);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var renewal = new CancellationTokenSource();
        var working = Task.Run(() => lead(work.Token), CancellationToken.None);
        var renewing = RenewUntilLostAsync(renewal.Token);
        var first = await Task.WhenAny(working, renewing);
        if (first == renewing)
        {
            Log.Lost(logger, options.Identity, options.Lease);
            IsLeader = false;
            await work.CancelAsync();
            await EndedAsync(working, work.Token);
            await renewing;
            throw new LeadershipLostException($"leadership of {options.Lease} was lost: it could not be renewed");
        }
        await renewal.CancelAsync();
        await renewing;
        IsLeader = false;
        await ReleaseAsync();
        await EndedAsync(working, work.Token);
    }

    private static async Task EndedAsync(Task work, CancellationToken cancellationToken)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how cancelled work ends.
        }
    }

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await TryAcquireOrRenewAsync(cancellationToken))
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
            {
                Log.TryFailed(logger, options.Lease, exception.Message);
            }
            await Task.Delay(options.RetryPeriod * (1 + random.NextDouble() / 5), time, cancellationToken);
        }
    }

    /// <summary>Ends when the lease is lost, or quietly when cancelled.</summary>
    private async Task RenewUntilLostAsync(CancellationToken cancellationToken)
    {
        var renewedAt = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(options.RetryPeriod, time, cancellationToken);
                var left = options.RenewDeadline - time.GetElapsedTime(renewedAt);
                if (left <= TimeSpan.Zero)
                {
                    return;
                }
                // The deadline counts the request's own time, too.
                using var deadline = new CancellationTokenSource(left, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
                var started = time.GetTimestamp();
                if (!await TryAcquireOrRenewAsync(both.Token))
                {
                    return;
                }
                renewedAt = started;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
                when (exception is KubernetesException or HttpRequestException or OperationCanceledException)
            {
                Log.TryFailed(logger, options.Lease, exception.Message);
            }
        }
    }

    /// <summary>True: the lease is ours now. False: it is another's.</summary>
    private async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var current = await client.FindAsync<Lease>(options.Lease, cancellationToken);
        if (current is null)
        {
            var created = new Lease
            {
                Metadata = new() { Namespace = options.Lease.Namespace, Name = options.Lease.Name },
                Spec = Claim(null),
            };
            return await StoreAsync(client.CreateAsync(created, cancellationToken));
        }
        if (_observedVersion != current.Metadata.ResourceVersion)
        {
            _observedVersion = current.Metadata.ResourceVersion;
            _observedAt = time.GetTimestamp();
        }
        var holder = current.Spec?.HolderIdentity;
        if (!string.IsNullOrEmpty(holder) && holder != options.Identity && !HasExpired(current.Spec!))
        {
            return false;
        }
        var wanted = current with { Spec = Claim(current.Spec) };
        return await StoreAsync(client.ReplaceAsync(wanted, cancellationToken));
    }

    private bool HasExpired(LeaseSpec spec)
    {
        var duration = spec.LeaseDurationSeconds is > 0 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : options.LeaseDuration;
        return time.GetElapsedTime(_observedAt) > duration;
    }

    private LeaseSpec Claim(LeaseSpec? current)
    {
        var now = time.GetUtcNow();
        var isOurs = current?.HolderIdentity == options.Identity;
        return (current ?? new LeaseSpec()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            AcquireTime = isOurs ? current!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = isOurs ? current!.LeaseTransitions : (current?.LeaseTransitions ?? -1) + 1,
        };
    }

    private async Task<bool> StoreAsync(Task<Lease> write)
    {
        try
        {
            _observedVersion = (await write).Metadata.ResourceVersion;
            _observedAt = time.GetTimestamp();
            return true;
        }
        catch (KubernetesException exception) when (!IsLeader && (exception.IsConflict || exception.IsAlreadyExists))
        {
            // Another candidate was quicker.
            return false;
        }
    }

    /// <summary>Lets the next replica begin at once instead of after the lease's duration.</summary>
    private async Task ReleaseAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.RenewDeadline, time);
            var current = await client.FindAsync<Lease>(options.Lease, deadline.Token);
            if (current?.Spec?.HolderIdentity == options.Identity)
            {
                var spec = current.Spec with
                {
                    HolderIdentity = "",
                    LeaseDurationSeconds = 1,
                    RenewTime = time.GetUtcNow(),
                };
                await client.ReplaceAsync(current with { Spec = spec }, deadline.Token);
                Log.Released(logger, options.Lease);
            }
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or OperationCanceledException)
        {
            Log.TryFailed(logger, options.Lease, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Identity} leads now by lease {Lease}.")]
        public static partial void Leading(ILogger logger, string identity, ObjectKey lease);

        [LoggerMessage(2, LogLevel.Error, "{Identity} has lost lease {Lease}; its work is cancelled.")]
        public static partial void Lost(ILogger logger, string identity, ObjectKey lease);

        [LoggerMessage(3, LogLevel.Information, "Lease {Lease} is released.")]
        public static partial void Released(ILogger logger, ObjectKey lease);

        [LoggerMessage(4, LogLevel.Warning, "Lease {Lease} could not be read or written: {Reason}")]
        public static partial void TryFailed(ILogger logger, ObjectKey lease, string reason);
    }
}
