using Microsoft.Extensions.Hosting;

namespace Graft.Kubernetes.Hosting;

/// <summary>
/// For web servers inside of a process that handles its signals itself: the default lifetime would swallow SIGTERM, or stop
/// the server under those who still drain against it.
/// </summary>
public sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
