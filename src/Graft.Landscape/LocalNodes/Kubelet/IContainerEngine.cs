using Graft.Api.Kubernetes;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>How a node runs containers.</summary>
internal interface IContainerEngine
{
    /// <summary>Why this pod can never run here; null where it can.</summary>
    string? FindRefusal(Pod pod);

    /// <summary>
    /// Makes ready what the containers of a pod share. What an earlier landscape has left of the pod is ended first.
    /// </summary>
    /// <exception cref="LocalNodeException">It cannot be made; trying again may help.</exception>
    Task<IPodSandbox> OpenAsync(Pod pod, CancellationToken cancellationToken);

    /// <summary>Deletes what is kept of a pod that is gone: its volumes and its logs.</summary>
    void Forget(Pod pod);
}

/// <summary>What the containers of one running pod share. Disposing it ends them and leaves nothing behind but logs.</summary>
internal interface IPodSandbox : IAsyncDisposable
{
    /// <summary>The pod's own IP address; null where it has none.</summary>
    string? Address { get; }

    /// <exception cref="LocalNodeException">The container cannot be started; the message says why.</exception>
    Task<IRunningContainer> StartAsync(Container container, CancellationToken cancellationToken);
}

/// <summary>A container that was started. Disposing it frees what is kept of it; it must have ended.</summary>
internal interface IRunningContainer : IAsyncDisposable
{
    /// <summary>The engine and the container's name there, such as <c>containerd://4f…</c>.</summary>
    string Id { get; }

    /// <summary>Waits for its end; returns its exit code.</summary>
    Task<int> WaitAsync(CancellationToken cancellationToken);

    /// <summary>Asks it to end, and makes it when the grace period is over.</summary>
    Task StopAsync(TimeSpan grace);

    /// <summary>Runs a command inside and waits for its end; ends it when cancelled.</summary>
    Task<ProbeResult> ExecAsync(IReadOnlyList<string> command, CancellationToken cancellationToken);
}

/// <summary>How a probe's command ended.</summary>
/// <param name="Succeeded">Whether its exit code was 0.</param>
/// <param name="Output">What it printed.</param>
internal sealed record ProbeResult(bool Succeeded, string Output);
