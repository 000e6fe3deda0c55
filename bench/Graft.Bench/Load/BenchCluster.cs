using System.Text;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Bench.Objects;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;

namespace Graft.Bench.Load;

/// <summary>A cluster with the kind ContainerRuntime, in memory or on a directory of its own that goes with it.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private readonly EmbeddedCluster _cluster;

    private BenchCluster(EmbeddedCluster cluster, string? directory)
    {
        _cluster = cluster;
        Directory = directory;
        Client = cluster.CreateClient();
    }

    public string? Directory { get; }

    public KubernetesClient Client { get; }

    public static async Task<BenchCluster> StartAsync(bool isDurable, CancellationToken cancellationToken)
    {
        var directory = isDurable ? System.IO.Directory.CreateTempSubdirectory("graft-bench-").FullName : null;
        var cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { DataDirectory = directory },
            cancellationToken
        );
        await cluster.InstallAsync([Runtimes.Definition()], cancellationToken);
        return new BenchCluster(cluster, directory);
    }

    public string Kubeconfig => _cluster.Kubeconfig;

    /// <summary>How many bytes one object takes as the server sends it.</summary>
    public async Task<int> ObjectLengthAsync(CancellationToken cancellationToken)
    {
        var resource = Resource.Untyped(ContainerRuntime.ResourceType);
        var item = await Client.GetAsync(resource, Runtimes.Key(0), cancellationToken);
        return Encoding.UTF8.GetByteCount(item.ToJsonString());
    }

    public KubernetesClient CreateClient() => _cluster.CreateClient();

    /// <summary>Creates objects as a component would: first the spec, then the status.</summary>
    public Task FillAsync(int objects, Report report, CancellationToken cancellationToken)
    {
        report.Progress($"creating {objects} ContainerRuntimes");
        return Parallelism.ForAsync(
            16,
            objects,
            async i =>
            {
                var created = await Client.CreateAsync(Runtimes.New(i), cancellationToken);
                await Client.PatchAsync<ContainerRuntime>(
                    Runtimes.Key(i),
                    Patch.Merge(new JsonObject { ["status"] = Runtimes.Status(created.Metadata.Generation ?? 1) }),
                    WriteOptions.Status,
                    cancellationToken
                );
            },
            cancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _cluster.DisposeAsync();
        if (Directory is not null)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
