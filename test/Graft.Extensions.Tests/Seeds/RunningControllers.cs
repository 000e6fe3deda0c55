using Graft.Extensions.Controllers;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.Seeds;

/// <summary>Controllers that run as in a real extension, until disposed.</summary>
internal sealed class RunningControllers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _informers;
    private readonly Task _controllers;

    public RunningControllers(
        IKubernetesClient client,
        Action<ExtensionControllers> add,
        ExtensionControllerOptions? options = null
    )
    {
        var services = ExtensionServices.Create(client, NullLoggerFactory.Instance);
        var controllers = new ExtensionControllers(services, options ?? new ExtensionControllerOptions());
        add(controllers);
        _informers = services.Informers.RunAsync(_stop.Token);
        _controllers = controllers.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _controllers;
        await _informers;
        _stop.Dispose();
    }
}
