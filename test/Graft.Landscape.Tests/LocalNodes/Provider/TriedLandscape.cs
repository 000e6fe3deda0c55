using System.Text;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Clusters;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Landscape.LocalNodes.Provider;
using Graft.Landscape.Processes;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Landscape.Tests.LocalNodes.Provider;

/// <summary>A seed and a shoot cluster, what the core puts into both, and a local provider between them.</summary>
internal sealed class TriedLandscape : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private EmbeddedControlPlane _controlPlane = null!;

    public KubernetesClient Seed { get; private set; } = null!;

    public KubernetesClient ShootClient { get; private set; } = null!;

    public EmbeddedCluster ShootCluster { get; private set; } = null!;

    public LocalProvider Provider { get; private set; } = null!;

    public ClusterContext Cluster { get; } = new() { Cluster = new Cluster(), Shoot = new Shoot() };

    public string PathOf(string node, string path) => _directory[$"nodes/{node}/root/{path.TrimStart('/')}"];

    public string DirectoryOf(string node) => _directory[$"nodes/{node}"];

    public static async Task<TriedLandscape> StartAsync()
    {
        var landscape = new TriedLandscape();
        var token = TestContext.Current.CancellationToken;
        landscape._controlPlane = await EmbeddedControlPlane.StartAsync(new EmbeddedControlPlaneOptions(), token);
        var seed = await landscape._controlPlane.AddClusterAsync("seed", new EmbeddedClusterOptions(), token);
        landscape.ShootCluster = await landscape._controlPlane.AddClusterAsync(
            Rendered.TechnicalId,
            new EmbeddedClusterOptions { DeletesPodsGracefully = true },
            token
        );
        landscape.Seed = seed.CreateClient();
        landscape.ShootClient = landscape.ShootCluster.CreateClient();
        await landscape.Seed.CreateAsync(
            new Namespace { Metadata = new ObjectMeta { Name = Rendered.TechnicalId } },
            token
        );
        Directory.CreateDirectory(landscape._directory["content"]);
        WriteProgram(landscape._directory["content/runsc"], "echo runsc version demonstration");
        WriteProgram(landscape._directory["content/containerd-shim-runsc-v1"], "exit 0");
        landscape.StartProvider();
        return landscape;
    }

    public void StartProvider() =>
        Provider = new LocalProvider(
            new LocalProviderOptions
            {
                Directory = _directory["nodes"],
                Installer = CompanionPrograms.Find("graft-node-installer"),
                FindContent = _ => _directory["content"],
            },
            Seed,
            (_, _) => Task.FromResult<IKubernetesClient>(ShootClient),
            TimeProvider.System,
            new Random(1),
            NullLoggerFactory.Instance
        );

    /// <summary>Writes what core and operating system extensions leave for a Shoot, and returns its Worker.</summary>
    public async Task<Worker> DeliverAsync(ShootObjects objects)
    {
        foreach (var pool in objects.Pools)
        {
            var userData = new Dictionary<string, byte[]> { ["cloud_config"] = await Rendered.UserDataAsync(pool) };
            var name = $"osc-result-{pool.Provision.Metadata.Name}";
            await PutAsync(Seed, objects.TechnicalId, name, userData, null);
            var text = await Rendered.NodeConfigurationAsync(pool);
            var data = new Dictionary<string, byte[]> { ["osc.yaml"] = Encoding.UTF8.GetBytes(text) };
            await PutAsync(
                ShootClient,
                "kube-system",
                pool.Key,
                data,
                $"sum-{text.GetHashCode(StringComparison.Ordinal)}"
            );
        }
        return objects.Worker!;
    }

    /// <summary>What the containers of a node wrote, to explain a failure.</summary>
    public string LogsOf(string node) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(DirectoryOf(node), "*.log", SearchOption.AllDirectories)
                .Where(file => file.Contains("/pods/"))
                .Select(file => $"{Path.GetFileName(file)}:\n{File.ReadAllText(file)}")
        );

    public Task<Api.Kubernetes.Node?> FindNodeAsync(string name) =>
        ShootClient.FindAsync<Api.Kubernetes.Node>(new ObjectKey(null, name), TestContext.Current.CancellationToken);

    /// <summary>Asks again until the answer is wanted; fails with the last answer when that takes too long.</summary>
    public static async Task<T> EventuallyAsync<T>(
        Func<Task<T>> ask,
        Func<T, bool> isWanted,
        Func<string>? explain = null
    )
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            timeout.Token,
            TestContext.Current.CancellationToken
        );
        while (true)
        {
            var answer = await ask();
            if (isWanted(answer))
            {
                return answer;
            }
            Assert.False(either.IsCancellationRequested, $"still not so: {explain?.Invoke() ?? $"{answer}"}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        Seed.Dispose();
        ShootClient.Dispose();
        await _controlPlane.DisposeAsync();
        _directory.Dispose();
    }

    private static Task PutAsync(
        IKubernetesClient client,
        string ns,
        string name,
        Dictionary<string, byte[]> data,
        string? checksum
    ) =>
        client.CreateOrPatchAsync<Secret>(
            new ObjectKey(ns, name),
            current =>
                (
                    current
                    ?? new Secret
                    {
                        Metadata = new ObjectMeta { Name = name, Namespace = ns },
                    }
                ) with
                {
                    Data = data,
                    Metadata = (current?.Metadata ?? new ObjectMeta { Name = name, Namespace = ns }) with
                    {
                        Annotations = checksum is null
                            ? null
                            : new Dictionary<string, string> { [WellKnown.Annotations.ChecksumDataScript] = checksum },
                    },
                },
            TestContext.Current.CancellationToken
        );

    private static void WriteProgram(string path, string lines)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{lines}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
