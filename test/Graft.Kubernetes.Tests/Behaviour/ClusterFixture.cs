using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Tests.Behaviour;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>The clusters under test; each is connected to once, when the first test asks for it.</summary>
public sealed class ClusterFixture : IAsyncDisposable
{
    private const string Variable = "GRAFT_TEST_KUBECONFIG";

    private readonly Lock _lock = new();
    private Task<EmbeddedCluster>? _embedded;
    private Task<ClusterApi>? _embeddedApi;
    private Task<ClusterApi>? _namedApi;

    /// <summary>Where the suite runs in this process.</summary>
    public static IReadOnlyList<Target> Targets =>
        NamedKubeconfig is null ? [Target.Embedded] : [Target.Embedded, Target.Kubeconfig];

    private static string? NamedKubeconfig =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>A namespace of a test's own, to be disposed by it.</summary>
    public async Task<Space> SpaceAsync(Target on) => await Space.CreateAsync(await ApiAsync(on));

    /// <summary>The cluster without a namespace, for what only reads.</summary>
    public Task<ClusterApi> ApiAsync(Target on)
    {
        lock (_lock)
        {
            return on == Target.Embedded
                ? _embeddedApi ??= ConnectToEmbeddedAsync()
                : _namedApi ??= ConnectToNamedAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in (Task<ClusterApi>?[])[_embeddedApi, _namedApi])
        {
            if (api is { IsCompletedSuccessfully: true })
            {
                (await api).Dispose();
            }
        }
        if (_embedded is { IsCompletedSuccessfully: true })
        {
            await (await _embedded).DisposeAsync();
        }
    }

    private async Task<ClusterApi> ConnectToEmbeddedAsync()
    {
        // The cluster outlives the test that happens to start it.
        _embedded = EmbeddedCluster.StartAsync(CancellationToken.None);
        return new ClusterApi((await _embedded).Connection);
    }

    private static async Task<ClusterApi> ConnectToNamedAsync() =>
        new(await ClusterConnection.FromKubeconfigFileAsync(NamedKubeconfig!, null, CancellationToken.None));
}
