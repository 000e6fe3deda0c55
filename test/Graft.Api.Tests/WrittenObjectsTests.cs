using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Yaml;
using Graft.Landscape.Fixtures;
using Graft.Testing;

namespace Graft.Api.Tests;

/// <summary>
/// What Graft writes is valid under Gardener's own definitions and under Graft's: a server with either set takes it, with
/// strict field validation, and refuses the same faults.
/// </summary>
public sealed class WrittenObjectsTests
{
    private static readonly WriteOptions s_strict = new() { FieldValidation = FieldValidation.Strict };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("shoot.yaml", true)]
    [InlineData("shoot.yaml", false)]
    [InlineData("shoot-1.15.yaml", true)]
    [InlineData("shoot-1.15.yaml", false)]
    public async Task Everything_that_the_core_writes_for_a_Shoot_is_valid(string file, bool underGardenersDefinitions)
    {
        await using var seed = await StartAsync(underGardenersDefinitions);
        using var client = seed.CreateClient();
        var written = new List<string>();
        foreach (var manifest in Render(file).ToManifests())
        {
            var type = await client.ResolveAsync(
                (string)manifest["apiVersion"]!,
                (string)manifest["kind"]!,
                Cancellation
            );
            await client.CreateAsync(Resource.Untyped(type), manifest, s_strict, Cancellation);
            written.Add(type.Kind);
        }
        Assert.Contains("Cluster", written);
        Assert.Contains("OperatingSystemConfig", written);
        Assert.Contains("Worker", written);
        Assert.Contains("ContainerRuntime", written);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Statuses_of_extensions_and_of_the_resource_manager_are_valid(bool underGardenersDefinitions)
    {
        await using var seed = await StartAsync(underGardenersDefinitions);
        using var client = seed.CreateClient();
        var runtime = await client.CreateAsync(
            Read<ContainerRuntime>(
                """
                {"metadata":{"name":"a-b","namespace":"default"},
                 "spec":{"type":"a","binaryPath":"/var/bin","workerPool":{"name":"b","selector":{"matchLabels":{"k":"v"}}}}}
                """
            ),
            s_strict,
            Cancellation
        );
        var status = Read<ContainerRuntime>(
            """
            {"status":{"observedGeneration":1,"state":{"any":1},"providerStatus":{"x":"y"},
              "lastOperation":{"type":"Create","state":"Error","progress":50,"description":"d","lastUpdateTime":"2026-01-02T03:04:05Z"},
              "lastError":{"description":"d","codes":["ERR_CONFIGURATION_PROBLEM"],"lastUpdateTime":"2026-01-02T03:04:05Z"},
              "resources":[{"name":"n","resourceRef":{"kind":"Secret","name":"s","apiVersion":"v1"}}]}}
            """
        );
        await client.PatchStatusDifferenceAsync(runtime, runtime with { Status = status.Status }, Cancellation);

        var resource = await client.CreateAsync(
            Read<ManagedResource>(
                """
                {"metadata":{"name":"mr","namespace":"default"},
                 "spec":{"secretRefs":[{"name":"s"}],"keepObjects":false,"injectLabels":{"a":"b"},"class":"c",
                  "equivalences":[[{"group":"apps","kind":"Deployment"},{"group":"extensions","kind":"Deployment"}]]}}
                """
            ),
            s_strict,
            Cancellation
        );
        var applied = Read<ManagedResource>(
            """
            {"status":{"observedGeneration":1,"secretsDataChecksum":"00",
              "conditions":[{"type":"ResourcesApplied","status":"True","reason":"ApplySucceeded","message":"m",
                "lastUpdateTime":"2026-01-02T03:04:05Z","lastTransitionTime":"2026-01-02T03:04:05Z"}],
              "resources":[{"apiVersion":"v1","kind":"ConfigMap","namespace":"n","name":"c","labels":{"a":"b"},"annotations":{"a":"b"}}]}}
            """
        );
        var stored = await client.PatchStatusDifferenceAsync(
            resource,
            resource with
            {
                Status = applied.Status,
            },
            Cancellation
        );
        Assert.Equal("b", stored.Status!.Resources![0].Labels!["a"]);
    }

    [Theory]
    [InlineData(
        """{"kind":"ContainerRuntime","spec":{"type":"a","binaryPath":"b"}}""",
        "spec.workerPool: Required value"
    )]
    [InlineData(
        """{"kind":"ContainerRuntime","spec":{"type":1,"binaryPath":"b","workerPool":{"name":"p","selector":{}}}}""",
        "spec.type: Invalid value: \"integer\""
    )]
    [InlineData("""{"kind":"OperatingSystemConfig","spec":{"type":"a"}}""", "spec.purpose: Required value")]
    [InlineData(
        """{"kind":"OperatingSystemConfig","spec":{"type":"a","purpose":"provision","criConfig":{"name":"docker"}}}""",
        "spec.criConfig.name: Unsupported value: \"docker\": supported values: \"containerd\""
    )]
    [InlineData("""{"kind":"ManagedResource","spec":{}}""", "spec.secretRefs: Required value")]
    [InlineData("""{"kind":"Worker","spec":{"type":"a","region":"r","secretRef":{}}}""", "spec.pools: Required value")]
    public async Task Both_definitions_refuse_the_same_faults(string json, string fault)
    {
        foreach (var underGardenersDefinitions in (bool[])[true, false])
        {
            await using var seed = await StartAsync(underGardenersDefinitions);
            using var client = seed.CreateClient();
            var manifest = (JsonObject)JsonNode.Parse(json)!;
            var group = (string?)manifest["kind"] == "ManagedResource" ? "resources" : "extensions";
            manifest["apiVersion"] = $"{group}.gardener.cloud/v1alpha1";
            manifest["metadata"] = new JsonObject { ["name"] = "x", ["namespace"] = "default" };
            var type = await client.ResolveAsync(
                (string)manifest["apiVersion"]!,
                (string)manifest["kind"]!,
                Cancellation
            );
            var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
                client.CreateAsync(Resource.Untyped(type), manifest, s_strict, Cancellation)
            );
            Assert.Contains(fault, refusal.Message);
        }
    }

    [Fact]
    public void Our_definitions_have_the_same_structure_as_gardeners()
    {
        var own = SeedCustomResourceDefinitions.All.ToDictionary(item => (string)item["metadata"]!["name"]!);
        foreach (var theirs in GardenerSchemas.All())
        {
            var ours = own[(string)theirs["metadata"]!["name"]!];
            Assert.True(
                JsonNode.DeepEquals(
                    WithoutDescriptions(GardenerSchemas.SchemaOf(theirs)),
                    WithoutDescriptions(GardenerSchemas.SchemaOf(ours))
                ),
                $"{theirs["metadata"]!["name"]} differs"
            );
            Assert.True(JsonNode.DeepEquals(theirs["spec"]!["names"], ours["spec"]!["names"]));
        }
    }

    private static JsonNode? WithoutDescriptions(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    // A field may be called "description" as well; its schema is an object.
                    .Where(member => member is not { Key: "description", Value: JsonValue })
                    .Select(member => KeyValuePair.Create(member.Key, WithoutDescriptions(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(WithoutDescriptions)]),
            _ => node?.DeepClone(),
        };

    private static async Task<EmbeddedCluster> StartAsync(bool withGardenersDefinitions)
    {
        var definitions = withGardenersDefinitions ? GardenerSchemas.All() : SeedCustomResourceDefinitions.All;
        var cluster = await EmbeddedCluster.StartAsync(Cancellation);
        await cluster.InstallAsync(definitions, Cancellation);
        return cluster;
    }

    private static ShootObjects Render(string file)
    {
        var shoot = YamlDocument
            .Parse(File.ReadAllText(Repository.File("examples", file)))
            .Deserialize(Shoot.JsonTypeInfo)!;
        var context = LandscapeFixtures.AdmissionContextOf(shoot);
        var outcome = ShootAdmission.Admit(null, shoot, context);
        Assert.Null(outcome.Refusal);
        var profile = new CloudProfile
        {
            Metadata = new ObjectMeta { Name = "local" },
            Spec = context.CloudProfile,
        };
        var options = new RenderOptions { TechnicalId = $"shoot--local--{shoot.Metadata.Name}" };
        return ShootRenderer.Render(outcome.Object, profile, seed: null, options);
    }

    private static T Read<T>(string json)
        where T : class, IResource<T> => JsonSerializer.Deserialize(json, T.JsonTypeInfo)!;
}
