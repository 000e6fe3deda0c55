using Microsoft.Extensions.Hosting;

namespace Graft.Kubernetes.Hosting;

/// <summary>For web servers inside of a process that handles its signals itself.</summary>
internal sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
