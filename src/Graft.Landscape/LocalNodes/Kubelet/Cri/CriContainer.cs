using System.Text;
using Graft.Containerd.Protocol;

namespace Graft.Landscape.LocalNodes.Kubelet.Cri;

/// <summary>A container in the node's container runtime.</summary>
internal sealed class CriContainer(CriConnection runtime, string id, TimeProvider time) : IRunningContainer
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(300);

    public string Id => $"containerd://{id}";

    /// <summary>While the runtime restarts it does not answer; the container goes on meanwhile.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var answer = await runtime.ContainerStatusAsync(
                    new ContainerStatusRequest { ContainerId = id },
                    cancellationToken
                );
                if (answer.Status.State is ContainerState.ContainerExited or ContainerState.ContainerUnknown)
                {
                    return answer.Status.ExitCode;
                }
            }
            catch (CriException exception) when (exception.Status == CriStatus.NotFound)
            {
                return 137;
            }
            catch (CriException)
            {
                // Asked again below.
            }
            await Task.Delay(Period, time, cancellationToken);
        }
    }

    public async Task StopAsync(TimeSpan grace)
    {
        try
        {
            await runtime.StopContainerAsync(
                new StopContainerRequest { ContainerId = id, Timeout = (long)grace.TotalSeconds },
                CancellationToken.None
            );
        }
        catch (CriException)
        {
            // It is gone, or goes with its sandbox.
        }
    }

    public async Task<ProbeResult> ExecAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await runtime.ExecSyncAsync(
                new ExecSyncRequest { ContainerId = id, Cmd = { command } },
                cancellationToken
            );
            var output = Encoding.UTF8.GetString([.. answer.Stdout, .. answer.Stderr]).Trim();
            return new ProbeResult(answer.ExitCode == 0, output);
        }
        catch (CriException exception)
        {
            return new ProbeResult(false, exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await runtime.RemoveContainerAsync(new RemoveContainerRequest { ContainerId = id }, CancellationToken.None);
        }
        catch (CriException)
        {
            // It goes with its sandbox.
        }
    }
}
