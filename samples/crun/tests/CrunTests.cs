using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Extensions.Clusters;
using Graft.Extensions.Controllers;
using Graft.Extensions.Images;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Samples.Crun.Tests;

public sealed class CrunTests
{
    private const string Namespace = "shoot--local--crun";

    private static readonly JsonElement s_shoot = JsonDocument
        .Parse("""{"metadata":{"name":"crun"},"spec":{"kubernetes":{"version":"1.35.4"}}}""")
        .RootElement;

    private static readonly Cluster s_cluster = new()
    {
        Metadata = new ObjectMeta { Name = Namespace },
        Spec = new ClusterSpec { CloudProfile = JsonDocument.Parse("{}").RootElement, Shoot = s_shoot },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_Shoot_gets_the_class_and_a_pool_the_installer()
    {
        var chart = new CrunChart(ImageVector.Default);
        var cluster = ClusterContext.Read(s_cluster);
        var shared = chart.Shared([Runtime("a")], cluster).Objects;
        Assert.Equal("crun", (string?)shared.Single(item => (string?)item["kind"] == "RuntimeClass")["handler"]);
        var installer = chart.Pool(Runtime("a"), cluster).Objects.Single(item => (string?)item["kind"] == "DaemonSet");
        Assert.Equal("containerd-crun-a", (string?)installer["metadata"]!["name"]);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(
        """{"kind":"CrunConfiguration"}""",
        "spec.provider.workers[0].cri.containerRuntimes[0].providerConfig: Forbidden: crun takes no configuration"
    )]
    public async Task A_configuration_is_refused(string? config, string expected)
    {
        var runtime = new ContainerRuntimeReference
        {
            Type = "crun",
            ProviderConfig = config is null ? null : JsonDocument.Parse(config).RootElement,
        };
        var worker = new ShootWorker
        {
            Name = "a",
            Cri = new() { Name = "containerd", ContainerRuntimes = [runtime] },
        };
        var shoot = new Shoot { Spec = new() { Provider = new() { Workers = [worker] } } };
        var validation = new ShootValidation([new NoConfigurationRule()]);
        var errors = await validation.ValidateAsync(new(null, shoot, new FixedCloudProfile(new())), Token);
        Assert.Equal(expected, errors.ToValidationText());
    }

    [Fact]
    public async Task The_extension_serves_a_seed()
    {
        await using var seed = await EmbeddedCluster.StartAsync(Token);
        await seed.InstallAsync(SeedCustomResourceDefinitions.All, Token);
        using var client = seed.CreateClient();
        await client.CreateAsync(new Namespace { Metadata = new() { Name = Namespace } }, Token);
        await client.CreateAsync(s_cluster, Token);
        await client.CreateAsync(Runtime("a"), Token);
        using var stop = new CancellationTokenSource();
        var running = ExtensionControllers.RunAsync(client, Crun.Extension, NullLoggerFactory.Instance, stop.Token);

        var options = new WatchOptions { Namespace = Namespace };
        await foreach (var change in client.WatchAsync<ContainerRuntime>(options, Token))
        {
            if (change.Object.Status?.LastOperation?.State == LastOperationState.Succeeded)
            {
                break;
            }
        }

        var resources = await client.ListAsync<ManagedResource>(ListOptions.In(Namespace), Token);
        Assert.Equal(
            ["extension-runtime-crun", "extension-runtime-crun-installation-a"],
            resources.Items.Select(item => item.Metadata.Name)
        );
        await stop.CancelAsync();
        await running;
    }

    private static ContainerRuntime Runtime(string pool) =>
        new()
        {
            Metadata = new ObjectMeta { Name = $"crun-{pool}", Namespace = Namespace },
            Spec = new ContainerRuntimeSpec
            {
                Type = "crun",
                BinaryPath = "/var/bin/containerruntimes",
                WorkerPool = new ContainerRuntimeWorkerPool
                {
                    Name = pool,
                    Selector = new LabelSelector
                    {
                        MatchLabels = new Dictionary<string, string> { [WellKnown.Labels.WorkerPool] = pool },
                    },
                },
            },
        };
}
