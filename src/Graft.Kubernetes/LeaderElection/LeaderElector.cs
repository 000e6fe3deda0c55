using Graft.Api.Kubernetes;
using Graft.Kubernetes.Events;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.LeaderElection;

/// <summary>
/// Lets one replica of many work at a time, by a Lease. Another's lease counts as expired when it has not changed for its
/// duration as measured here, by a monotonic clock; the times written in it are never believed.
/// </summary>
public sealed partial class LeaderElector
{
    private readonly IKubernetesClient _client;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly LeaseObservation _observation;
    private string? _reportedLeader;
    private volatile bool _isLeader;

    /// <exception cref="ArgumentException">The times do not fit each other, or there is no identity.</exception>
    public LeaderElector(
        IKubernetesClient client,
        LeaderElectionOptions options,
        TimeProvider time,
        Random random,
        ILogger<LeaderElector> logger
    )
    {
        if (!options.IsValid)
        {
            throw new ArgumentException(
                "Leader election needs an identity, and a lease duration above the renew deadline above 1.2 retry periods.",
                nameof(options)
            );
        }
        _client = client;
        _options = options;
        _time = time;
        _random = random;
        _logger = logger;
        _observation = new LeaseObservation(time);
    }

    /// <summary>Does this replica lead at the moment?</summary>
    public bool IsLeader => _isLeader;

    /// <summary>
    /// Waits for leadership, then runs <paramref name="lead"/> with a token that is cancelled when leadership is lost or
    /// <paramref name="cancellationToken"/> is. The lease is renewed until the work has ended, and then released. Ends without
    /// an exception on cancellation.
    /// </summary>
    /// <exception cref="LeadershipLostException">
    /// The lease could not be renewed. The work has been cancelled; when it has not ended by the time that others may take
    /// over, this does not wait for it any longer: the process must end.
    /// </exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        long renewedAt;
        try
        {
            renewedAt = await AcquireAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        _isLeader = true;
        Log.Leading(_logger, _options.Identity, _options.Lease);
        Tell("became leader");
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var renewal = new CancellationTokenSource();
        var working = Task.Run(() => lead(work.Token), CancellationToken.None);
        var renewing = RenewUntilLostAsync(renewedAt, renewal.Token);
        if (await Task.WhenAny(working, renewing) == renewing)
        {
            _isLeader = false;
            Log.Lost(_logger, _options.Identity, _options.Lease);
            Tell("stopped leading");
            await work.CancelAsync();
            throw await LossAsync(working);
        }
        await renewal.CancelAsync();
        await renewing;
        _isLeader = false;
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

    /// <summary>Gives cancelled work the time that is left before another may lead.</summary>
    private async Task<LeadershipLostException> LossAsync(Task working)
    {
        var message = $"leadership of {_options.Lease} was lost: it could not be renewed";
        try
        {
            var left = _options.LeaseDuration - _options.RenewDeadline;
            await working.WaitAsync(left, _time, CancellationToken.None);
            return new LeadershipLostException(message);
        }
        catch (TimeoutException exception) when (!working.IsCompleted)
        {
            Log.StillWorking(_logger, _options.Identity);
            return new LeadershipLostException($"{message}; its work has not ended", exception);
        }
        catch (OperationCanceledException)
        {
            return new LeadershipLostException(message);
        }
        catch (Exception exception)
        {
            // What the work ended with is told along; the loss is what the process must hear of.
            return new LeadershipLostException(message, exception);
        }
    }

    /// <summary>The timestamp before the request that took the lease: others count from then on, at the earliest.</summary>
    private async Task<long> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var started = _time.GetTimestamp();
            try
            {
                if (await TryInTimeAsync(_options.RenewDeadline, cancellationToken))
                {
                    return started;
                }
            }
            catch (Exception exception)
                when (exception is KubernetesException or HttpRequestException
                    || exception is OperationCanceledException && !cancellationToken.IsCancellationRequested
                )
            {
                Log.TryFailed(_logger, _options.Lease, exception.Message);
            }
            await Task.Delay(_options.RetryPeriod * (1 + _random.NextDouble() / 5), _time, cancellationToken);
        }
    }

    /// <summary>Ends when the lease is lost, or quietly when cancelled.</summary>
    private async Task RenewUntilLostAsync(long renewedAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var left = Left(renewedAt);
                if (left > TimeSpan.Zero)
                {
                    var pause = left < _options.RetryPeriod ? left : _options.RetryPeriod;
                    await Task.Delay(pause, _time, cancellationToken);
                    left = Left(renewedAt);
                }
                if (left <= TimeSpan.Zero)
                {
                    return;
                }
                var started = _time.GetTimestamp();
                if (!await TryInTimeAsync(left, cancellationToken))
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
                Log.TryFailed(_logger, _options.Lease, exception.Message);
            }
        }
    }

    private TimeSpan Left(long renewedAt) => _options.RenewDeadline - _time.GetElapsedTime(renewedAt);

    /// <summary>One try; the limit counts the requests' own time.</summary>
    private async Task<bool> TryInTimeAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        return await TryAcquireOrRenewAsync(both.Token);
    }

    /// <summary>True: the lease is ours now. False: it is another's.</summary>
    private async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var current = await _client.FindAsync<Lease>(_options.Lease, cancellationToken);
        if (current is null)
        {
            var created = new Lease
            {
                Metadata = new() { Namespace = _options.Lease.Namespace, Name = _options.Lease.Name },
                Spec = LeaseClaims.Claim(null, _options, _time.GetUtcNow()),
            };
            return await StoreAsync(_client.CreateAsync(created, cancellationToken));
        }
        _observation.Observe(current.Spec);
        if (IsAnothers(current.Spec))
        {
            Report(current.Spec!.HolderIdentity!);
            return false;
        }
        var claim = LeaseClaims.Claim(current.Spec, _options, _time.GetUtcNow());
        return await StoreAsync(_client.ReplaceAsync(current with { Spec = claim }, cancellationToken));
    }

    private bool IsAnothers(LeaseSpec? spec)
    {
        if (spec?.HolderIdentity is not { Length: > 0 } holder || holder == _options.Identity)
        {
            return false;
        }
        var duration = spec.LeaseDurationSeconds is > 0 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : _options.LeaseDuration;
        return !_observation.IsOlderThan(duration);
    }

    private async Task<bool> StoreAsync(Task<Lease> write)
    {
        try
        {
            _observation.Observe((await write).Spec);
            Report(_options.Identity);
            return true;
        }
        catch (KubernetesException exception) when (!_isLeader && (exception.IsConflict || exception.IsAlreadyExists))
        {
            // Another candidate was quicker.
            return false;
        }
    }

    private void Report(string leader)
    {
        if (_reportedLeader == leader)
        {
            return;
        }
        _reportedLeader = leader;
        try
        {
            _options.OnLeaderChanged?.Invoke(leader);
        }
        catch (Exception exception)
        {
            // It belongs to somebody else; its fault must not cost the lease.
            Log.ListenerFailed(_logger, exception, leader);
        }
    }

    private void Tell(string what) =>
        _options.Events?.Record(
            new()
            {
                ApiVersion = Lease.ResourceType.ApiVersion,
                Kind = Lease.ResourceType.Kind,
                Namespace = _options.Lease.Namespace,
                Name = _options.Lease.Name,
            },
            EventType.Normal,
            "LeaderElection",
            $"{_options.Identity} {what}"
        );

    /// <summary>Lets the next replica begin at once instead of after the lease's duration.</summary>
    private async Task ReleaseAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(_options.RenewDeadline, _time);
            var current = await _client.FindAsync<Lease>(_options.Lease, deadline.Token);
            if (current?.Spec?.HolderIdentity == _options.Identity)
            {
                var released = current with { Spec = LeaseClaims.Release(current.Spec, _time.GetUtcNow()) };
                await _client.ReplaceAsync(released, deadline.Token);
                Log.Released(_logger, _options.Lease);
                Tell("stopped leading");
            }
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or OperationCanceledException)
        {
            Log.TryFailed(_logger, _options.Lease, exception.Message);
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

        [LoggerMessage(5, LogLevel.Critical, "{Identity} leads no more, but its work has not ended; the process must.")]
        public static partial void StillWorking(ILogger logger, string identity);

        [LoggerMessage(6, LogLevel.Error, "A listener failed on the news that {Leader} leads.")]
        public static partial void ListenerFailed(ILogger logger, Exception exception, string leader);
    }
}
