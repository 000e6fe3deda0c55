using Graft.Api.Kubernetes;
using Graft.Containerd.Protocol;
using Container = Graft.Api.Kubernetes.Container;

namespace Graft.Landscape.LocalNodes.Kubelet.Cri;

/// <summary>A pod's sandbox in the node's container runtime.</summary>
internal sealed class CriSandbox(
    CriConnection runtime,
    Pod pod,
    PodSandboxConfig config,
    PodSandboxStatus sandbox,
    IReadOnlyDictionary<string, string> mounts,
    TimeProvider time
) : IPodSandbox
{
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);

    public string? Address => sandbox.Network?.Ip is { Length: > 0 } ip ? ip : null;

    public async Task<IRunningContainer> StartAsync(Container container, CancellationToken cancellationToken)
    {
        try
        {
            var created = await runtime.CreateContainerAsync(
                new CreateContainerRequest
                {
                    PodSandboxId = sandbox.Id,
                    Config = ContainerTranslation.ConfigOf(pod, container, NextAttempt(container), mounts, Address),
                    SandboxConfig = config,
                },
                cancellationToken
            );
            await runtime.StartContainerAsync(
                new StartContainerRequest { ContainerId = created.ContainerId },
                cancellationToken
            );
            return new CriContainer(runtime, created.ContainerId, time);
        }
        catch (CriException exception)
        {
            throw new LocalNodeException(exception.Message, exception);
        }
    }

    /// <summary>A sandbox that the runtime cannot remove now is found again by the next attempt, or goes with the node.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await runtime.StopPodSandboxAsync(new() { PodSandboxId = sandbox.Id }, CancellationToken.None);
            await runtime.RemovePodSandboxAsync(new() { PodSandboxId = sandbox.Id }, CancellationToken.None);
        }
        catch (CriException)
        {
            // The runtime is away; so are its pods, or it is asked again.
        }
    }

    private int NextAttempt(Container container)
    {
        lock (_attempts)
        {
            var known = _attempts.TryGetValue(container.Name!, out var last)
                ? last
                : (pod.Status?.ContainerStatuses ?? [])
                    .FirstOrDefault(status => status.Name == container.Name)
                    ?.RestartCount - 1
                    ?? -1;
            return _attempts[container.Name!] = known + 1;
        }
    }
}
