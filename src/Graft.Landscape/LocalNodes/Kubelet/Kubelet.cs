using System.Threading.Channels;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>Does on a local node what a kubelet does: keeps the Node object and its Lease, runs the node's pods.</summary>
internal sealed partial class Kubelet(
    LocalNodeIdentity identity,
    Func<KubeletSettings?> readSettings,
    NodeRegistration registration,
    CriticalComponents criticalComponents,
    PodEnvironment environment,
    InformerSet informers,
    ILogger<Kubelet> logger
)
{
    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Dictionary<string, PodRunner> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _ending = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isRegistrationDue = true;

    /// <summary>Ends once the Node object is there.</summary>
    public Task Registered => _registered.Task;

    /// <summary>The unit was started again: flags and configuration are read anew.</summary>
    public void Reload()
    {
        Volatile.Write(ref _isRegistrationDue, true);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Runs until cancelled; then ends the pods' processes and leaves their objects.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pods = informers.Get<Pod>().Subscribe(_ => _wake.Writer.TryWrite(true));
        using var daemonSets = informers.Get<DaemonSet>().Subscribe(_ => _wake.Writer.TryWrite(true));
        await using var lease = environment.Time.CreateTimer(
            _ => _wake.Writer.TryWrite(true),
            null,
            LeasePeriod,
            LeasePeriod
        );
        var renewed = DateTimeOffset.MinValue;
        try
        {
            while (true)
            {
                renewed = await SyncAsync(renewed, cancellationToken);
                await _wake.Reader.WaitToReadAsync(cancellationToken);
                _wake.Reader.TryRead(out _);
            }
        }
        catch (OperationCanceledException)
        {
            // The landscape ends, or the node goes.
        }
        finally
        {
            await Task.WhenAll(_pods.Values.Select(pod => pod.DisposeAsync().AsTask()).Concat(_ending.Values));
        }
    }

    /// <summary>One round; a failure is logged, and the next round comes soon.</summary>
    private async Task<DateTimeOffset> SyncAsync(DateTimeOffset renewed, CancellationToken cancellationToken)
    {
        try
        {
            if (Volatile.Read(ref _isRegistrationDue) && readSettings() is { } settings)
            {
                Volatile.Write(ref _isRegistrationDue, false);
                await registration.RegisterAsync(settings, cancellationToken);
                Log.Registered(logger, identity.Name, settings.Version);
                _registered.TrySetResult();
            }
            if (!_registered.Task.IsCompleted)
            {
                return renewed;
            }
            SyncPods(cancellationToken);
            await criticalComponents.RemoveTaintWhenReadyAsync(cancellationToken);
            if (environment.Time.GetUtcNow() - renewed >= LeasePeriod)
            {
                await registration.RenewLeaseAsync(cancellationToken);
                renewed = environment.Time.GetUtcNow();
                await RecoverAsync(cancellationToken);
            }
        }
        // The API server may be away, or somebody else was faster: the node goes on and tries again.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Failed(logger, identity.Name, exception);
            Volatile.Write(ref _isRegistrationDue, _isRegistrationDue || !_registered.Task.IsCompleted);
            await Task.Delay(RetryDelay, environment.Time, cancellationToken);
            _wake.Writer.TryWrite(true);
        }
        return renewed;
    }

    /// <summary>
    /// A node that was silent for too long is taken for lost, and its pods for not ready: whoever lives says so again.
    /// </summary>
    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (readSettings() is not { } settings || await registration.IsReadyAsync(cancellationToken))
        {
            return;
        }
        await registration.RegisterAsync(settings, cancellationToken);
        foreach (var pod in _pods.Values)
        {
            await pod.ReportAsync(cancellationToken);
        }
        Log.Recovered(logger, identity.Name);
    }

    private void SyncPods(CancellationToken cancellationToken)
    {
        var mine = informers
            .Get<Pod>()
            .List()
            .Where(pod => pod.Spec?.NodeName == identity.Name)
            .ToDictionary(pod => pod.Metadata.Uid!, StringComparer.Ordinal);
        foreach (var (uid, runner) in _pods.ToList())
        {
            if (!mine.TryGetValue(uid, out var pod) || pod.Metadata.DeletionTimestamp is not null)
            {
                _pods.Remove(uid);
                _ending[uid] = EndAsync(runner, cancellationToken);
            }
        }
        foreach (var uid in _ending.Where(entry => entry.Value.IsCompleted && !mine.ContainsKey(entry.Key)).ToList())
        {
            _ending.Remove(uid.Key);
        }
        foreach (
            var (uid, pod) in mine.Where(entry => !_pods.ContainsKey(entry.Key) && !_ending.ContainsKey(entry.Key))
        )
        {
            var runner = new PodRunner(pod, environment);
            if (pod.Metadata.DeletionTimestamp is null)
            {
                _pods[uid] = runner;
            }
            else
            {
                // It was asked to go while no kubelet ran.
                _ending[uid] = EndAsync(runner, cancellationToken);
            }
        }
    }

    private async Task EndAsync(PodRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            await runner.DeleteAsync(cancellationToken);
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or OperationCanceledException)
        {
            Log.NotDeleted(logger, runner.Uid, exception);
        }
        await runner.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is registered with kubelet {Version}.")]
        public static partial void Registered(ILogger logger, string node, string version);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Node {Node} was taken for lost and has reported again."
        )]
        public static partial void Recovered(ILogger logger, string node);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The kubelet of node {Node} had a failure and goes on.")]
        public static partial void Failed(ILogger logger, string node, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Pod {Uid} ended but could not be removed.")]
        public static partial void NotDeleted(ILogger logger, string uid, Exception exception);
    }
}
