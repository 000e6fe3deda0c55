using System.Collections.Concurrent;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Controllers;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Gardenlet.Extensions;
using Graft.Gardenlet.Shoots;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Gardenlet.Tests.Clusters;

/// <summary>
/// A garden, a seed and a shoot, each an API server of its own, a gardenlet between them, and the extensions' real
/// controllers with actuators that do as little as possible.
/// </summary>
internal sealed class GardenletFixture : IShootControlPlane, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private EmbeddedControlPlane? _controlPlane;

    public required KubernetesClient Garden { get; init; }

    public required KubernetesClient Seed { get; init; }

    public KubernetesClient? Shoot { get; private set; }

    public ConcurrentQueue<ShootProgress> Progress { get; } = new();

    public ActuatorStandIn Actuator { get; } = new();

    public bool IsShootDeleted { get; private set; }

    /// <summary>What the Shoot's control plane fails with; null lets it come up.</summary>
    public Exception? ControlPlaneFault { get; set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<GardenletFixture> StartAsync()
    {
        var controlPlane = await EmbeddedControlPlane.StartAsync(new EmbeddedControlPlaneOptions(), Cancellation);
        var garden = await controlPlane.AddClusterAsync("garden", new EmbeddedClusterOptions(), Cancellation);
        await garden.InstallAsync(GardenCustomResourceDefinitions.All, Cancellation);
        var seed = await controlPlane.AddClusterAsync("seed", new EmbeddedClusterOptions(), Cancellation);
        await seed.InstallAsync(SeedCustomResourceDefinitions.All, Cancellation);
        var fixture = new GardenletFixture
        {
            _controlPlane = controlPlane,
            Garden = garden.CreateClient(),
            Seed = seed.CreateClient(),
        };
        await fixture.CreateFixturesAsync();
        fixture.StartExtensions();
        fixture.StartGardenlet();
        return fixture;
    }

    public async Task<ClusterConnection> EnsureAsync(string technicalId, string version, CancellationToken token)
    {
        if (ControlPlaneFault is not null)
        {
            throw ControlPlaneFault;
        }
        if (Shoot is null)
        {
            var cluster = await _controlPlane!.AddClusterAsync(technicalId, new EmbeddedClusterOptions(), token);
            Shoot = cluster.CreateClient();
            Actuator.Shoot = Shoot;
            Connection = cluster.Connection;
        }
        return Connection!;
    }

    private ClusterConnection? Connection { get; set; }

    public Task EnsureResourceManagerAsync(string technicalId, ClusterConnection shoot, CancellationToken token) =>
        Task.CompletedTask;

    public async Task DeleteAsync(string technicalId, CancellationToken token)
    {
        if (!IsShootDeleted)
        {
            await _controlPlane!.RemoveClusterAsync(technicalId, token);
            IsShootDeleted = true;
        }
    }

    /// <summary>The Shoot once it meets a condition; fails with its status when that takes too long.</summary>
    public async Task<Shoot?> WaitForShootAsync(Func<Shoot?, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var live = new LiveList<Shoot>(
            Garden,
            Resource.Of<Shoot>(),
            ListOptions.In("garden-local"),
            TimeProvider.System
        );
        Shoot? last = null;
        try
        {
            await foreach (var items in live.ReadAsync(deadline.Token))
            {
                last = items.FirstOrDefault();
                if (condition(last))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            var running = Progress.LastOrDefault()?.Progress.Description;
            Assert.Fail($"The Shoot did not come this far: {last?.Status?.LastOperation} Running: {running}");
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Garden.Dispose();
        Seed.Dispose();
        Shoot?.Dispose();
        await _controlPlane!.DisposeAsync();
        _stop.Dispose();
    }

    private async Task CreateFixturesAsync()
    {
        await Garden.CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = "garden-local" } }, Cancellation);
        await Garden.CreateAsync(SampleShoots.CloudProfile, Cancellation);
        await Garden.CreateAsync(SampleShoots.Seed, Cancellation);
        await Garden.CreateAsync(Registration("runtime-fast", "ContainerRuntime", "fast"), Cancellation);
        await Garden.CreateAsync(Registration("runtime-slow", "ContainerRuntime", "slow"), Cancellation);
    }

    private static ControllerRegistration Registration(string name, string kind, string type) =>
        new()
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new ControllerRegistrationSpec { Resources = [new ControllerResource { Kind = kind, Type = type }] },
        };

    private void StartExtensions()
    {
        var services = ExtensionServices.Create(Seed, NullLoggerFactory.Instance);
        var controllers = new ExtensionControllers(services, new ExtensionControllerOptions())
            .AddContainerRuntime("fast", Actuator)
            .AddContainerRuntime("slow", Actuator)
            .AddOperatingSystemConfig(["acme-os"], Actuator)
            .AddWorker("local", Actuator);
        _running.Add(services.Informers.RunAsync(_stop.Token));
        _running.Add(controllers.RunAsync(_stop.Token));
    }

    private void StartGardenlet() =>
        _running.Add(
            new Gardenlet(
                new GardenletOptions
                {
                    Garden = Garden,
                    Seed = Seed,
                    SeedName = "local",
                    ControlPlane = this,
                    ClaimsUnscheduledShoots = true,
                    ProgressInterval = TimeSpan.FromMilliseconds(50),
                    RetryInterval = TimeSpan.FromMilliseconds(200),
                    Progress = Progress.Enqueue,
                },
                TimeProvider.System,
                new Random(1),
                NullLoggerFactory.Instance
            ).RunAsync(_stop.Token)
        );
}
