using Graft.Extensions.Controllers;
using Graft.Extensions.Hosting;
using Graft.Extensions.Images;
using Graft.Kubernetes;
using Graft.Runtimes.GVisor;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.Life;

/// <summary>The shipped gVisor extension with state of its own, as one process of it has, until disposed.</summary>
internal sealed class ExtensionProcess : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _informers;
    private readonly Task _controllers;

    public ExtensionProcess(IKubernetesClient client, params IReadOnlyList<string> arguments)
        : this(client, new Settings { Arguments = arguments }) { }

    public ExtensionProcess(IKubernetesClient client, Settings settings)
    {
        var services = ExtensionServices.Create(client, NullLoggerFactory.Instance) with
        {
            Images = settings.Images,
            Time = settings.Time,
        };
        var controllers = new ExtensionControllers(services, new ExtensionControllerOptions());
        settings.Definition.AddControllers(controllers, settings.Definition.Parse(settings.Arguments));
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

    internal sealed record Settings
    {
        public ExtensionDefinition Definition { get; init; } = GVisorExtension.Definition;

        public IReadOnlyList<string> Arguments { get; init; } = [];

        public ImageVector Images { get; init; } = ImageVector.Default;

        public TimeProvider Time { get; init; } = TimeProvider.System;
    }
}
