using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;

namespace Graft.Gardenlet.Tests.Clusters;

/// <summary>An API server that serves the seed's kinds; each test takes a namespace of its own.</summary>
public sealed class SeedFixture : IAsyncLifetime
{
    private static int s_namespaces;

    private EmbeddedCluster? _cluster;
    private KubernetesClient? _client;

    public IKubernetesClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(TestContext.Current.CancellationToken);
        await _cluster.InstallAsync(SeedCustomResourceDefinitions.All, TestContext.Current.CancellationToken);
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    public async Task<string> CreateNamespaceAsync()
    {
        var name = $"shoot--test--{Interlocked.Increment(ref s_namespaces)}";
        await Client.CreateAsync(
            new Api.Kubernetes.Namespace { Metadata = new Api.Kubernetes.ObjectMeta { Name = name } },
            TestContext.Current.CancellationToken
        );
        return name;
    }
}
