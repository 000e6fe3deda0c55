using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Hosting;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Yaml;
using Graft.Runtimes.GVisor;
using Graft.Runtimes.Kata;
using Graft.Testing;

namespace Graft.Extensions.Tests.Life;

/// <summary>A seed that has Gardener's own CustomResourceDefinitions instead of this project's.</summary>
public sealed class GardenersOwnDefinitionsTests
{
    private const string Namespace = "shoot--life--own";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gvisor")]
    [InlineData("kata-containers")]
    public async Task They_serve_a_ContainerRuntime_from_its_creation_to_its_end(string type)
    {
        var definitions = Directory
            .GetFiles(Repository.Shared("gardener", "crds"), "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(path => (JsonObject)YamlDocument.Parse(File.ReadAllText(path))!);
        await using var cluster = await EmbeddedCluster.StartAsync(Token);
        await cluster.InstallAsync(definitions, Token);
        using var client = cluster.CreateClient();
        await client.CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = Namespace } }, Token);
        await client.CreateAsync(Samples.Cluster(Namespace), Token);
        await using var process = new ExtensionProcess(
            client,
            new ExtensionProcess.Settings { Definition = DefinitionOf(type) }
        );
        var key = new ObjectKey(Namespace, $"{type}-a");

        await client.CreateAsync(Samples.Runtime(Namespace, "a", type), Token);
        var created = await client.UntilAsync<ContainerRuntime>(
            key,
            item => item.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
        Assert.Equal("InstallationStatus", created.Status!.ProviderStatus!.Value.GetProperty("kind").GetString());
        Assert.Equal(2, (await InstalledObjects.VersionsAsync(client, Namespace)).Count);

        await client.DeleteAsync<ContainerRuntime>(key, Token);
        await client.UntilGoneAsync<ContainerRuntime>(key);
        Assert.Equal("", await InstalledObjects.DescribeAsync(client, Namespace));
    }

    private static ExtensionDefinition DefinitionOf(string type) =>
        type == GVisor.Type ? GVisorExtension.Definition : KataExtension.Definition;
}
