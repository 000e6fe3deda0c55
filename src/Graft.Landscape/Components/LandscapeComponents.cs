using Graft.Api.Gardener;
using Graft.Extensions.Controllers;
using Graft.Gardenlet;
using Graft.Kubernetes;
using Graft.Kubernetes.Events;
using Graft.Kubernetes.Informers;
using Graft.Landscape.AddedExtensions;
using Graft.Landscape.Clusters;
using Graft.Landscape.LocalNodes.Provider;
using Graft.Landscape.Payloads;
using Graft.Landscape.Processes;
using Graft.Landscape.Progress;
using Microsoft.Extensions.Logging;
using MachineImage = Graft.Landscape.Machines.MachineImage;

namespace Graft.Landscape.Components;

/// <summary>Everything that works on the clusters of a landscape.</summary>
internal sealed partial class LandscapeComponents : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly List<BackgroundWork> _works = [];
    private readonly LandscapeContext _context;
    private LocalProvider? _provider;
    private MachineImage? _machineImage;

    private LandscapeComponents(LandscapeContext context) => _context = context;

    public static async Task<LandscapeComponents> StartAsync(
        LandscapeContext context,
        Steps steps,
        IProgress<ProgressUpdate> progress,
        CancellationToken cancellationToken
    )
    {
        var components = new LandscapeComponents(context);
        try
        {
            if (context.Options.Nodes == NodeKind.Machine)
            {
                await steps.RunAsync("machine image", () => components.MakeMachineImageAsync(cancellationToken));
            }
            await Task.WhenAll(
                steps.RunAsync("extensions on the seed", () => components.StartExtensionsAsync(cancellationToken)),
                steps.RunAsync(
                    "admission webhooks of the extensions",
                    () => components.StartAdmissionAsync(cancellationToken)
                )
            );
            await steps.RunAsync("gardenlet", () => components.StartGardenletAsync(progress, cancellationToken));
            return components;
        }
        catch
        {
            await components.DisposeAsync();
            throw;
        }
    }

    public async Task RunUntilFailureAsync(CancellationToken cancellationToken)
    {
        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, _context.Time, cancellationToken);
        var ended = await Task.WhenAny([cancelled, .. _works.Select(work => work.Completion)]);
        if (ended != cancelled)
        {
            var work = _works.First(work => work.Completion == ended);
            throw new LandscapeException(
                $"the {work.Name} ended: {ended.Exception?.InnerException?.Message ?? "without an error"}; see {_context.Data.Log}"
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (TryPop() is { } part)
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartExtensionsAsync(CancellationToken cancellationToken)
    {
        var events = new EventRecorder(
            _context.Clusters.Seed,
            new EventRecorderOptions { Component = "extensions" },
            _context.Time,
            ConcurrentRandom.Instance,
            _context.Loggers.CreateLogger<EventRecorder>()
        );
        var services = new ExtensionServices
        {
            Events = events,
            Seed = _context.Clusters.Seed,
            Informers = new InformerSet(
                _context.Clusters.Seed,
                _context.Time,
                ConcurrentRandom.Instance,
                _context.Loggers
            ),
            Time = _context.Time,
            Random = ConcurrentRandom.Instance,
            Loggers = _context.Loggers,
        };
        var controllers = new ExtensionControllers(services, new ExtensionControllerOptions());
        foreach (var extension in InstalledExtensions.All)
        {
            extension.AddControllers(
                controllers,
                extension.Parse(InstalledExtensions.ArgumentsOf(extension, _context.Options))
            );
        }
        var provider = CreateProvider();
        Own(provider);
        controllers.AddWorker(LocalProvider.Type, provider);
        Run("caches of the seed", services.Informers.RunAsync);
        Run("events of the extensions", events.RunAsync);
        Run("extension controllers", controllers.RunAsync);
        foreach (var extension in _context.Options.Extensions)
        {
            Own(AddedExtensionProcess.Start(extension, _context));
        }
        await services.Informers.WaitUntilSyncedAsync(cancellationToken);
    }

    private async Task StartAdmissionAsync(CancellationToken cancellationToken)
    {
        foreach (var webhook in await AdmissionWebhooks.StartAsync(_context, cancellationToken))
        {
            Own(webhook);
        }
    }

    private async Task MakeMachineImageAsync(CancellationToken cancellationToken)
    {
        var logger = _context.Loggers.CreateLogger<LandscapeComponents>();
        _machineImage = await MachineImage.GetAsync(
            Machines.MachineRecipe.Debian,
            MachineImage.StandardCache,
            line => Log.Image(logger, line),
            _context.Time,
            cancellationToken
        );
    }

    private LocalProvider CreateProvider() =>
        _provider = new LocalProvider(
            new LocalProviderOptions
            {
                Directory = _context.Data.Nodes,
                Installer = CompanionPrograms.Find("graft-node-installer"),
                FindContent = new InstallationContents(_context).Find,
                MachineImage = _machineImage,
                ShippedInstaller = _machineImage is null ? null : CompanionPrograms.FindShipped("graft-node-installer"),
            },
            _context.Clusters.Seed,
            (technicalId, _) =>
                Task.FromResult<IKubernetesClient>(
                    _context.Clusters.Connect(technicalId)
                        ?? throw new LandscapeException($"the Shoot {technicalId} has no API server")
                ),
            _context.Time,
            ConcurrentRandom.Instance,
            _context.Loggers
        );

    private async Task StartGardenletAsync(IProgress<ProgressUpdate> progress, CancellationToken cancellationToken)
    {
        var controlPlane = new EmbeddedShootControlPlane(_context);
        Own(controlPlane);
        await ResumeShootsAsync(controlPlane, cancellationToken);
        var options = new GardenletOptions
        {
            Garden = _context.Clusters.Garden,
            Seed = _context.Clusters.Seed,
            SeedName = "local",
            ControlPlane = controlPlane,
            ClaimsUnscheduledShoots = true,
            Progress = new FlowProgressReport(progress).Report,
        };
        Run(
            "gardenlet",
            new Gardenlet.Gardenlet(options, _context.Time, ConcurrentRandom.Instance, _context.Loggers).RunAsync
        );
    }

    /// <summary>Shoots of an earlier run have their API servers and nodes back before anything works on them.</summary>
    private async Task ResumeShootsAsync(EmbeddedShootControlPlane controlPlane, CancellationToken cancellationToken)
    {
        var shoots = await _context.Clusters.Garden.ListAsync<Shoot>(cancellationToken);
        foreach (var shoot in shoots.Items)
        {
            if (shoot.Status?.TechnicalID is { Length: > 0 } id && _context.Clusters.IsKept(id))
            {
                var version = shoot.Spec?.Kubernetes?.Version ?? "";
                var connection = await controlPlane.EnsureAsync(id, version, cancellationToken);
                await controlPlane.EnsureResourceManagerAsync(id, connection, cancellationToken);
            }
        }
        await _provider!.ResumeAsync(cancellationToken);
    }

    private void Run(string name, Func<CancellationToken, Task> work)
    {
        var running = new BackgroundWork(name, work);
        lock (_works)
        {
            _works.Add(running);
        }
        Own(running);
    }

    private void Own(IAsyncDisposable part)
    {
        lock (_started)
        {
            _started.Push(part);
        }
    }

    private IAsyncDisposable? TryPop()
    {
        lock (_started)
        {
            return _started.TryPop(out var part) ? part : null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Machine image: {Line}")]
        public static partial void Image(ILogger logger, string line);
    }
}
