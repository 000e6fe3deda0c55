using Graft.Api.Kubernetes;
using Graft.Extensions.Tests.Seeds;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;

[assembly: AssemblyFixture(typeof(SeedCluster))]

namespace Graft.Extensions.Tests.Seeds;

/// <summary>A seed for all tests of the assembly: a real API server with Gardener's kinds. Each test has its own namespace.</summary>
public sealed class SeedCluster : IAsyncLifetime
{
    private EmbeddedCluster? _cluster;
    private KubernetesClient? _client;
    private int _namespaces;

    public IKubernetesClient Client => _client ?? throw new InvalidOperationException("not started");

    public string Kubeconfig => _cluster?.Kubeconfig ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync();
        await _cluster.InstallAsync(SeedCustomResourceDefinitions.All, CancellationToken.None);
        await _cluster.InstallAsync(GardenCustomResourceDefinitions.All, CancellationToken.None);
        _client = _cluster.CreateClient();
    }

    /// <summary>A fresh Shoot namespace, without a Cluster.</summary>
    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"shoot--test--n{Interlocked.Increment(ref _namespaces)}";
        await Client.CreateAsync(
            new Namespace { Metadata = new ObjectMeta { Name = name } },
            TestContext.Current.CancellationToken
        );
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
