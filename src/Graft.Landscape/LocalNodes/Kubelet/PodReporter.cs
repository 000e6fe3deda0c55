using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Events;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>Keeps the state of a pod's containers and reports it in the pod's status.</summary>
internal sealed class PodReporter : IDisposable
{
    private readonly IKubernetesClient _shoot;
    private readonly EventRecorder _events;
    private readonly TimeProvider _time;
    private readonly Pod _pod;
    private readonly DateTimeOffset _startTime;
    private readonly OrderedDictionary<string, ContainerStatus> _containers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _publishing = new(1);
    private bool _isInitialized;
    private string? _address;

    public PodReporter(Pod pod, IKubernetesClient shoot, EventRecorder events, TimeProvider time)
    {
        (_pod, _shoot, _events, _time) = (pod, shoot, events, time);
        _startTime = time.GetUtcNow();
        foreach (var container in pod.Spec?.Containers ?? [])
        {
            var known = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == container.Name);
            _containers[container.Name!] = new ContainerStatus
            {
                Name = container.Name,
                Image = container.Image,
                ImageID = "",
                Ready = false,
                Started = false,
                RestartCount = known is null ? 0 : known.RestartCount.GetValueOrDefault() + 1,
                State = Waiting("ContainerCreating", null),
            };
        }
    }

    public static ContainerState Waiting(string reason, string? message) =>
        new()
        {
            Waiting = new ContainerStateWaiting { Reason = reason, Message = message },
        };

    public void Dispose() => _publishing.Dispose();

    /// <summary>All init containers have ended well.</summary>
    /// <param name="address">The pod's IP address, if it has one.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task InitializedAsync(string? address, CancellationToken cancellationToken)
    {
        _address = address;
        _isInitialized = true;
        return PublishAsync(cancellationToken);
    }

    /// <summary>A container's probe failed; says so where <c>kubectl describe</c> shows it.</summary>
    public Task ReportUnhealthyAsync(string said)
    {
        _events.Warning(_pod, "Unhealthy", $"Readiness probe failed: {said}");
        return Task.CompletedTask;
    }

    /// <summary>Changes the state of every container, such as to the reason why none can start.</summary>
    public async Task ChangeAllAsync(Func<ContainerStatus, ContainerStatus> change, CancellationToken cancellationToken)
    {
        await ChangeAsync(_containers.Keys.ToList(), change, cancellationToken);
    }

    /// <summary>Changes the state of one container; init containers are not reported one by one.</summary>
    public Task ChangeAsync(
        string container,
        Func<ContainerStatus, ContainerStatus> change,
        CancellationToken cancellationToken
    ) => ChangeAsync([container], change, cancellationToken);

    private async Task ChangeAsync(
        IReadOnlyList<string> names,
        Func<ContainerStatus, ContainerStatus> change,
        CancellationToken cancellationToken
    )
    {
        lock (_containers)
        {
            foreach (var name in names)
            {
                if (_containers.TryGetValue(name, out var status))
                {
                    _containers[name] = change(status);
                }
            }
        }
        await PublishAsync(cancellationToken);
    }

    /// <summary>Brings the pod's status in the API server to what is known here.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            var key = new ObjectKey(_pod.Metadata.Namespace, _pod.Metadata.Name!);
            var current = await _shoot.FindAsync<Pod>(key, cancellationToken);
            if (current?.Metadata.Uid == _pod.Metadata.Uid)
            {
                await _shoot.PatchStatusDifferenceAsync(
                    current!,
                    current! with
                    {
                        Status = StatusOf(current.Status),
                    },
                    cancellationToken
                );
            }
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // The pod went between the two requests; there is nothing left to report on.
        }
        finally
        {
            _publishing.Release();
        }
    }

    private PodStatus StatusOf(PodStatus? current)
    {
        ContainerStatus[] containers;
        lock (_containers)
        {
            containers = [.. _containers.Values];
        }
        var isReady = containers.All(container => container.Ready == true);
        return (current ?? new PodStatus()) with
        {
            Phase = PhaseOf(containers),
            HostIP = "127.0.0.1",
            PodIP = _address,
            StartTime = current?.StartTime ?? _startTime,
            ContainerStatuses = containers,
            Conditions =
            [
                Condition("PodScheduled", true, current),
                Condition("Initialized", _isInitialized, current),
                Condition("ContainersReady", isReady, current),
                Condition("Ready", isReady, current),
            ],
        };
    }

    private string PhaseOf(ContainerStatus[] containers)
    {
        if (_pod.Spec?.RestartPolicy is "Never" or "OnFailure" && containers.All(IsTerminated))
        {
            return containers.All(container => container.State!.Terminated!.ExitCode == 0) ? "Succeeded" : "Failed";
        }
        var hasStarted =
            _isInitialized
            && containers.All(container => container.State?.Waiting is null || container.LastState is not null);
        return hasStarted ? "Running" : "Pending";
    }

    private static bool IsTerminated(ContainerStatus container) => container.State?.Terminated is not null;

    private KubernetesCondition Condition(string type, bool isTrue, PodStatus? current)
    {
        var status = isTrue ? "True" : "False";
        var before = current?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new KubernetesCondition
        {
            Type = type,
            Status = status,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : _time.GetUtcNow(),
        };
    }
}
