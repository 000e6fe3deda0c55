using System.Text;
using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Controllers;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.OperatingSystems.CoreOS;
using Graft.OperatingSystems.SuseChost;
using Graft.OperatingSystems.Ubuntu;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.OperatingSystems.Tests;

/// <summary>The extensions' controllers on a real API server.</summary>
public sealed class ExtensionTests
{
    private const string Namespace = "shoot--local--demo";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ubuntu")]
    [InlineData("flatcar")]
    [InlineData("memoryone-chost")]
    public async Task Case_44_user_data_lands_in_a_secret_that_belongs_to_the_configuration(string type)
    {
        await using var seed = await SeedAsync();
        using var client = seed.CreateClient();
        await client.CreateAsync(
            new Secret
            {
                Metadata = new ObjectMeta { Name = "credentials", Namespace = Namespace },
                Data = new Dictionary<string, byte[]> { ["token"] = "s3cret"u8.ToArray() },
            },
            Token
        );
        var config = await CreateAsync(client, Pools.Provision(type), "token");

        var done = await RunUntilAsync(client, config, found => found.Status?.CloudConfig?.SecretRef is not null);

        Assert.Equal("osc-result-pool-init", done.Status!.CloudConfig!.SecretRef!.Name);
        var secret = await client.GetAsync<Secret>(new ObjectKey(Namespace, "osc-result-pool-init"), Token);
        var owner = Assert.Single(secret.Metadata.OwnerReferences!);
        Assert.Equal((done.Metadata.Uid, true), (owner.Uid, owner.Controller));
        Assert.Contains(Convert.ToBase64String("s3cret"u8), Encoding.UTF8.GetString(secret.Data!["cloud_config"]));
    }

    [Fact]
    public async Task Case_44_a_missing_secret_key_shows_in_the_status()
    {
        await using var seed = await SeedAsync();
        using var client = seed.CreateClient();
        await client.CreateAsync(
            new Secret
            {
                Metadata = new ObjectMeta { Name = "credentials", Namespace = Namespace },
            },
            Token
        );
        var config = await CreateAsync(client, Pools.Provision("ubuntu"), "absent");

        var failed = await RunUntilAsync(client, config, found => found.Status?.LastError is not null);

        Assert.EndsWith(
            "file /etc/secret: secret \"credentials\" has no key \"absent\"",
            failed.Status!.LastError!.Description
        );
        Assert.Contains("ERR_CONFIGURATION_PROBLEM", failed.Status.LastError.Codes!);
    }

    [Fact]
    public async Task Case_43_additions_land_in_the_status_and_no_secret_is_written()
    {
        await using var seed = await SeedAsync();
        using var client = seed.CreateClient();
        var config = await CreateAsync(client, Pools.Reconcile("suse-chost"), null);

        var done = await RunUntilAsync(client, config, found => found.Status?.ExtensionFiles is not null);

        Assert.Contains(done.Status!.ExtensionFiles!, file => file.Path == "/etc/metadata/containerruntime");
        Assert.Empty((await client.ListAsync<Secret>(new ListOptions { Namespace = Namespace }, Token)).Items);
    }

    private static async Task<EmbeddedCluster> SeedAsync()
    {
        var seed = await EmbeddedCluster.StartAsync(Token);
        await seed.InstallAsync(SeedCustomResourceDefinitions.All, Token);
        using var client = seed.CreateClient();
        await client.CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = Namespace } }, Token);
        await client.CreateAsync(
            new Cluster
            {
                Metadata = new ObjectMeta { Name = Namespace },
                Spec = new ClusterSpec
                {
                    CloudProfile = JsonSerializer.SerializeToElement(new CloudProfile(), CloudProfile.JsonTypeInfo),
                    Shoot = JsonSerializer.SerializeToElement(new Shoot(), Shoot.JsonTypeInfo),
                },
            },
            Token
        );
        return seed;
    }

    private static Task<OperatingSystemConfig> CreateAsync(
        IKubernetesClient client,
        OperatingSystemConfigSpec spec,
        string? secretKey
    )
    {
        var file = new OperatingSystemFile
        {
            Path = "/etc/secret",
            Content = new FileContent
            {
                SecretRef = new FileContentSecretRef { Name = "credentials", DataKey = secretKey },
            },
        };
        return client.CreateAsync(
            new OperatingSystemConfig
            {
                Metadata = new ObjectMeta
                {
                    Name = "pool-init",
                    Namespace = Namespace,
                    Annotations = new Dictionary<string, string> { [WellKnown.Annotations.Operation] = "reconcile" },
                },
                Spec = secretKey is null ? spec : spec with { Files = [.. spec.Files!, file] },
            },
            Token
        );
    }

    private static async Task<OperatingSystemConfig> RunUntilAsync(
        IKubernetesClient client,
        OperatingSystemConfig config,
        Func<OperatingSystemConfig, bool> isDone
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stop.CancelAfter(TimeSpan.FromSeconds(60));
        var services = ExtensionServices.Create(client, NullLoggerFactory.Instance);
        var controllers = new ExtensionControllers(services, new ExtensionControllerOptions());
        foreach (
            var extension in new[]
            {
                UbuntuExtension.Definition,
                CoreOSExtension.Definition,
                SuseChostExtension.Definition,
            }
        )
        {
            extension.AddControllers(controllers, extension.Parse());
        }
        var running = Task.WhenAll(services.Informers.RunAsync(stop.Token), controllers.RunAsync(stop.Token));
        var key = new ObjectKey(Namespace, config.Metadata.Name!);
        await foreach (
            var change in client.WatchAsync<OperatingSystemConfig>(
                new WatchOptions { Namespace = Namespace },
                stop.Token
            )
        )
        {
            if (change.Type is not WatchEventType.Bookmark && isDone(change.Object))
            {
                break;
            }
        }
        await stop.CancelAsync();
        await running;
        return await client.GetAsync<OperatingSystemConfig>(key, Token);
    }
}
