using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Landscape.Admission;
using Graft.Landscape.Fixtures;
using Graft.Landscape.LocalNodes.Kubelet;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.Clusters;

/// <summary>The API servers of a landscape: garden, seed, and one per Shoot, all on one port.</summary>
internal sealed class LandscapeClusters : IAsyncDisposable
{
    public const string GardenName = "garden";
    public const string SeedName = "seed";

    private readonly EmbeddedControlPlane _controlPlane;
    private readonly KubeconfigFile _kubeconfig;
    private readonly string _directory;
    private readonly LocalContainerLogs _logs;
    private readonly bool _schedulesPods;
    private readonly ConcurrentDictionary<string, EmbeddedCluster> _clusters = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _change = new(1);

    private LandscapeClusters(EmbeddedControlPlane controlPlane, DataDirectory data, bool schedulesPods)
    {
        _schedulesPods = schedulesPods;
        (_controlPlane, _kubeconfig, _directory) = (
            controlPlane,
            new KubeconfigFile(data.Kubeconfig),
            data.ControlPlane
        );
        _logs = new LocalContainerLogs(data.Nodes);
    }

    public KubernetesClient Garden { get; private set; } = null!;

    public KubernetesClient Seed { get; private set; } = null!;

    public static async Task<LandscapeClusters> StartAsync(
        DataDirectory data,
        LandscapeOptions options,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var controlPlane = await EmbeddedControlPlane.StartAsync(
            new EmbeddedControlPlaneOptions
            {
                Port = options.Port,
                DataDirectory = data.ControlPlane,
                LoggerFactory = loggers,
            },
            cancellationToken
        );
        var clusters = new LandscapeClusters(controlPlane, data, options.Nodes == NodeKind.Machine);
        await clusters.AddGardenAndSeedAsync(LandscapeFixtures.GardenWith(options.Extensions), cancellationToken);
        return clusters;
    }

    /// <summary>
    /// The cluster of a Shoot in the version that is given; made where it is missing, with its state where that was kept.
    /// </summary>
    public async Task<ClusterConnection> EnsureAsync(
        string name,
        string kubernetesVersion,
        CancellationToken cancellationToken
    ) =>
        (
            await EnsureAsync(
                name,
                new EmbeddedClusterOptions
                {
                    KubernetesVersion = kubernetesVersion,
                    DeletesPodsGracefully = true,
                    SchedulesPods = _schedulesPods,
                    ContainerLogs = _logs,
                },
                cancellationToken
            )
        ).Connection;

    /// <summary>Ends a cluster and forgets its state.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            _kubeconfig.Remove(name);
            _clusters.TryRemove(name, out _);
            await _controlPlane.RemoveClusterAsync(name, cancellationToken);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Whether an earlier run of the landscape has left the state of this cluster.</summary>
    public bool IsKept(string name) => Directory.Exists(Path.Combine(_directory, "clusters", name));

    public KubernetesClient? Connect(string name) =>
        _clusters.TryGetValue(name, out var cluster) ? cluster.CreateClient() : null;

    public async ValueTask DisposeAsync()
    {
        Garden.Dispose();
        Seed.Dispose();
        await _controlPlane.DisposeAsync();
        _change.Dispose();
    }

    private async Task AddGardenAndSeedAsync(IReadOnlyList<JsonObject> fixtures, CancellationToken cancellationToken)
    {
        var garden = await EnsureAsync(
            GardenName,
            new EmbeddedClusterOptions { AdmissionPlugins = [new GardenAdmissionPlugin(() => Garden)] },
            cancellationToken
        );
        Garden = garden.CreateClient();
        await garden.InstallAsync(GardenCustomResourceDefinitions.All, cancellationToken);
        await garden.InstallAsync(fixtures, cancellationToken);
        var seed = await EnsureAsync(
            SeedName,
            new EmbeddedClusterOptions { AdmissionPlugins = [new SeedAdmissionPlugin()] },
            cancellationToken
        );
        Seed = seed.CreateClient();
        await seed.InstallAsync(SeedCustomResourceDefinitions.All, cancellationToken);
    }

    private async Task<EmbeddedCluster> EnsureAsync(
        string name,
        EmbeddedClusterOptions options,
        CancellationToken cancellationToken
    )
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            if (_clusters.TryGetValue(name, out var existing))
            {
                if (existing.KubernetesVersion != options.KubernetesVersion)
                {
                    existing.ChangeVersion(options.KubernetesVersion);
                }
                return existing;
            }
            var cluster = await _controlPlane.AddClusterAsync(name, options, cancellationToken);
            _clusters[name] = cluster;
            _kubeconfig.Add(name, cluster.Kubeconfig);
            return cluster;
        }
        finally
        {
            _change.Release();
        }
    }
}
