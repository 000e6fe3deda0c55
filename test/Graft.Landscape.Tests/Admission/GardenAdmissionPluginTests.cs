using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Landscape.Admission;
using Graft.Landscape.Fixtures;

namespace Graft.Landscape.Tests.Admission;

/// <summary>The core's rules inside of a real garden: what kubectl would be answered.</summary>
public sealed class GardenAdmissionPluginTests(GardenAdmissionPluginTests.Garden garden)
    : IClassFixture<GardenAdmissionPluginTests.Garden>
{
    private static readonly Resource<JsonObject> s_shoots = Resource.Untyped(Shoot.ResourceType);
    private static readonly Resource<JsonObject> s_profiles = Resource.Untyped(CloudProfile.ResourceType);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Those that the core refuses; the rest is for the webhooks of the extensions.</summary>
    public static TheoryData<string> Files =>
        [.. Examples.Invalid.Where(file => !file.StartsWith("kata-") && !file.StartsWith("gvisor-"))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_invalid_example_is_refused_and_changes_nothing(string file)
    {
        var manifest = Examples.Read("invalid", $"{file}.yaml");
        var resource = (string?)manifest["kind"] == "Shoot" ? s_shoots : s_profiles;
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.CreateAsync(resource, manifest, WriteOptions.Default, Cancellation)
        );
        Assert.EndsWith(Examples.Expected(file), refusal.Message);
        if (refusal.IsInvalid)
        {
            var cause = Assert.Single(refusal.Status!.Details!.Causes!);
            Assert.Equal(Examples.Expected(file), $"{cause.Field}: {cause.Message}");
        }
        Assert.Null(await garden.Client.FindAsync(resource, resource.KeyOf(manifest), Cancellation));
    }

    [Fact]
    public async Task A_shoot_is_stored_with_defaults_and_labels_and_follows_its_spec()
    {
        var manifest = Examples.Read("shoot.yaml");
        manifest["metadata"]!["name"] = "stored";
        manifest["spec"]!["kubernetes"]!["version"] = "1.35";
        manifest["spec"]!["futureField"] = new JsonObject { ["kept"] = true };
        var stored = await garden.Client.CreateAsync(s_shoots, manifest, WriteOptions.Default, Cancellation);
        Assert.Equal("1.35.4", (string?)stored["spec"]!["kubernetes"]!["version"]);
        Assert.Equal("AutoRollingUpdate", (string?)stored["spec"]!["provider"]!["workers"]![0]!["updateStrategy"]);
        Assert.True((bool?)stored["spec"]!["futureField"]!["kept"]);
        Assert.NotNull(stored["metadata"]!["labels"]!["containerruntime.extensions.gardener.cloud/gvisor"]);

        var patch = new JsonArray
        {
            new JsonObject { ["op"] = "remove", ["path"] = "/spec/provider/workers/0/cri/containerRuntimes" },
            new JsonObject { ["op"] = "remove", ["path"] = "/spec/provider/workers/1/cri/containerRuntimes/0" },
        };
        var changed = await garden.Client.PatchAsync(
            s_shoots,
            s_shoots.KeyOf(stored),
            Patch.Json(patch),
            WriteOptions.Default,
            Cancellation
        );
        var labels = changed["metadata"]!["labels"]!;
        Assert.Null(labels["containerruntime.extensions.gardener.cloud/gvisor"]);
        Assert.NotNull(labels["containerruntime.extensions.gardener.cloud/kata-containers"]);
    }

    [Fact]
    public async Task A_shoot_that_is_being_deleted_can_lose_its_finalizer_whatever_has_become_of_its_profile()
    {
        var profile = LandscapeFixtures.Garden.First(item => (string?)item["metadata"]!["name"] == "aws");
        profile["metadata"]!["name"] = "passing";
        await garden.Client.CreateAsync(s_profiles, profile, WriteOptions.Default, Cancellation);
        var manifest = Examples.Read("invalid", "kata-on-aws-m5.large.yaml");
        manifest["metadata"]!["name"] = "leaving";
        manifest["metadata"]!["finalizers"] = new JsonArray("gardener");
        manifest["metadata"]!["annotations"] = new JsonObject { ["confirmation.gardener.cloud/deletion"] = "true" };
        manifest["spec"]!["cloudProfile"]!["name"] = "passing";
        var shoot = await garden.Client.CreateAsync(s_shoots, manifest, WriteOptions.Default, Cancellation);
        await garden.Client.DeleteAsync(s_profiles, new ObjectKey("passing"), DeleteOptions.Default, Cancellation);
        var key = s_shoots.KeyOf(shoot);
        await garden.Client.DeleteAsync(s_shoots, key, DeleteOptions.Default, Cancellation);
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };
        await garden.Client.PatchAsync(s_shoots, key, Patch.Merge(patch), WriteOptions.Default, Cancellation);
        Assert.Null(await garden.Client.FindAsync(s_shoots, key, Cancellation));
    }

    [Fact]
    public async Task A_shoot_goes_only_when_its_deletion_is_confirmed()
    {
        var manifest = Examples.Read("shoot.yaml");
        manifest["metadata"]!["name"] = "precious";
        manifest["metadata"]!.AsObject().Remove("annotations");
        var key = s_shoots.KeyOf(
            await garden.Client.CreateAsync(s_shoots, manifest, WriteOptions.Default, Cancellation)
        );
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.DeleteAsync(s_shoots, key, DeleteOptions.Default, Cancellation)
        );
        Assert.Equal(
            "shoots.core.gardener.cloud \"precious\" is forbidden: "
                + "must have a \"confirmation.gardener.cloud/deletion\" annotation to delete",
            refusal.Message
        );
        var confirmation = JsonNode.Parse(
            """{"metadata":{"annotations":{"confirmation.gardener.cloud/deletion":"true"}}}"""
        );
        await garden.Client.PatchAsync(
            s_shoots,
            key,
            Patch.Merge(confirmation!.AsObject()),
            WriteOptions.Default,
            Cancellation
        );
        await garden.Client.DeleteAsync(s_shoots, key, DeleteOptions.Default, Cancellation);
        Assert.Null(await garden.Client.FindAsync(s_shoots, key, Cancellation));
    }

    [Fact]
    public async Task A_misspelt_field_of_a_pool_is_refused_by_strict_validation()
    {
        var manifest = Examples.Read("shoot.yaml");
        manifest["metadata"]!["name"] = "misspelt";
        var cri = manifest["spec"]!["provider"]!["workers"]![0]!["cri"]!.AsObject();
        cri["containerRuntime"] = cri["containerRuntimes"]!.DeepClone();
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            garden.Client.CreateAsync(
                s_shoots,
                manifest,
                new WriteOptions { FieldValidation = FieldValidation.Strict },
                Cancellation
            )
        );
        Assert.Contains("unknown field \"spec.provider.workers[0].cri.containerRuntime\"", refusal.Message);
    }

    /// <summary>A garden as a local landscape has it, without its webhooks.</summary>
    public sealed class Garden : IAsyncLifetime
    {
        private EmbeddedCluster? _cluster;
        private KubernetesClient? _client;

        public KubernetesClient Client => _client!;

        public async ValueTask InitializeAsync()
        {
            _cluster = await EmbeddedCluster.StartAsync(
                new EmbeddedClusterOptions { AdmissionPlugins = [new GardenAdmissionPlugin(() => Client)] },
                new EmbeddedControlPlaneOptions(),
                Cancellation
            );
            _client = _cluster.CreateClient();
            await _cluster.InstallAsync(GardenCustomResourceDefinitions.All, Cancellation);
            await _cluster.InstallAsync(LandscapeFixtures.Garden, Cancellation);
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
}
