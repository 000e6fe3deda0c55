using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>Runs one pod of a node: volumes, init containers in order, then the containers side by side.</summary>
internal sealed partial class PodRunner : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Pod _pod;
    private readonly PodEnvironment _environment;
    private readonly PodReporter _reporter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PodRunner(Pod pod, PodEnvironment environment)
    {
        (_pod, _environment) = (pod, environment);
        _reporter = new PodReporter(pod, environment.Shoot, environment.Events, environment.Time);
        _running = Task.Run(RunAsync);
    }

    public string Uid => _pod.Metadata.Uid!;

    /// <summary>Says again how the pod is, whatever the API server holds of it.</summary>
    public Task ReportAsync(CancellationToken cancellationToken) =>
        IsOver ? Task.CompletedTask : _reporter.PublishAsync(cancellationToken);

    /// <summary>Ends the containers within the pod's grace period.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Ends the containers, then removes the pod from the API server.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        var options = new DeleteOptions
        {
            GracePeriodSeconds = 0,
            Preconditions = new Preconditions { Uid = Uid },
        };
        var key = new ObjectKey(_pod.Metadata.Namespace, _pod.Metadata.Name!);
        try
        {
            await _environment.Shoot.TryDeleteAsync<Pod>(key, options, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict)
        {
            // Another pod has the name by now; this one is gone.
        }
        _environment.Engine.Forget(_pod);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _reporter.Dispose();
    }

    /// <summary>Whether an earlier kubelet has seen the pod to its end: it never runs again.</summary>
    private bool IsOver => _pod.Status?.Phase is "Succeeded" or "Failed";

    private async Task RunAsync()
    {
        while (!IsOver && !_stop.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(_stop.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            // A pod that cannot start is tried again, as a kubelet does; the others must not suffer.
            catch (Exception exception)
            {
                Log.Failed(_environment.Logger, _pod.Metadata.Namespace, _pod.Metadata.Name, exception);
                await ReportFailureAsync(exception);
            }
        }
    }

    private async Task ReportFailureAsync(Exception failure)
    {
        try
        {
            var waiting = PodReporter.Waiting("CreateContainerConfigError", failure.Message);
            await _reporter.ChangeAllAsync(status => status with { State = waiting }, _stop.Token);
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or OperationCanceledException)
        {
            // The API server is away; the next attempt reports again.
        }
        await Task.Delay(RetryDelay, _environment.Time, _stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_environment.Engine.FindRefusal(_pod) is { } refusal)
        {
            var waiting = PodReporter.Waiting("ImagePullBackOff", refusal);
            await _reporter.ChangeAllAsync(status => status with { State = waiting }, cancellationToken);
            return;
        }
        await using var sandbox = await _environment.Engine.OpenAsync(_pod, cancellationToken);
        foreach (var container in _pod.Spec?.InitContainers ?? [])
        {
            if (await RunnerOf(container, sandbox).RunAsync("OnFailure", cancellationToken) is null)
            {
                return;
            }
        }
        await _reporter.InitializedAsync(sandbox.Address, cancellationToken);
        var policy = _pod.Spec?.RestartPolicy ?? "Always";
        await Task.WhenAll(
            (_pod.Spec?.Containers ?? []).Select(container =>
                RunnerOf(container, sandbox).RunAsync(policy, cancellationToken)
            )
        );
    }

    private TimeSpan Grace => TimeSpan.FromSeconds(_pod.Spec?.TerminationGracePeriodSeconds ?? 30);

    private ContainerRunner RunnerOf(Container container, IPodSandbox sandbox) =>
        new(container, sandbox, Grace, _reporter, _environment.Time);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Pod {Namespace}/{Name} could not be run.")]
        public static partial void Failed(ILogger logger, string? @namespace, string? name, Exception exception);
    }
}
