using Graft.Kubernetes.Yaml;
using Graft.Testing;

namespace Graft.Gardenlet.Tests.Rendering;

public class GoldenPoolTests
{
    [Theory]
    [InlineData("docker-1.15", "1.15.12", "docker")]
    [InlineData("containerd-1.18", "1.18.20", "containerd")]
    [InlineData("containerd-1.26", "1.26.15", "containerd")]
    [InlineData("containerd-1.27", "1.27.16", "containerd")]
    [InlineData("containerd-1.31", "1.31.4", "containerd")]
    [InlineData("containerd-1.36", "1.36.0", "containerd")]
    public void A_pool_renders_to_exactly_these_objects(string file, string version, string cri)
    {
        var worker = SampleShoots.Pool(
            "main",
            cri == "docker" ? null : SampleShoots.Containerd("fast-sandbox", "tiny-vm")
        ) with
        {
            Labels = new Dictionary<string, string> { ["example.com/team"] = "blue" },
        };

        var objects = SampleShoots.Render(SampleShoots.Shoot(version, worker));

        var manifests = objects.ToManifests().Where(item => (string?)item["kind"] is not ("Cluster" or "Namespace"));
        Golden.Verify("Graft.Gardenlet.Tests", $"{file}.yaml", YamlWriter.WriteAll(manifests));
    }

    [Fact]
    public void The_Cluster_carries_full_copies_and_the_namespace_its_role()
    {
        var shoot = SampleShoots.Shoot("1.31.4", SampleShoots.Pool("p", SampleShoots.Containerd()));

        var objects = SampleShoots.Render(shoot);

        Assert.Equal("shoot--local--demo", objects.Cluster.Metadata.Name);
        var copy = objects.Cluster.Spec!.Shoot!.Value;
        Assert.Equal("core.gardener.cloud/v1beta1", copy.GetProperty("apiVersion").GetString());
        Assert.Equal("Shoot", copy.GetProperty("kind").GetString());
        Assert.Equal("CloudProfile", objects.Cluster.Spec.CloudProfile!.Value.GetProperty("kind").GetString());
        Assert.Equal("Seed", objects.Cluster.Spec.Seed!.Value.GetProperty("kind").GetString());
        Assert.Equal("shoot", objects.Namespace.Metadata.Labels!["gardener.cloud/role"]);
    }

    [Fact]
    public void A_workerless_Shoot_has_neither_pools_nor_a_Worker()
    {
        var objects = SampleShoots.Render(SampleShoots.Shoot("1.31.4"));

        Assert.Empty(objects.Pools);
        Assert.Null(objects.Worker);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(36)]
    public void Every_supported_version_renders_twice_to_the_same_bytes(int minor)
    {
        var shoot = SampleShoots.Shoot($"1.{minor}.1", SampleShoots.Pool("p", SampleShoots.Containerd("fast")));

        var first = YamlWriter.WriteAll(SampleShoots.Render(shoot).ToManifests());

        Assert.Equal(first, YamlWriter.WriteAll(SampleShoots.Render(shoot).ToManifests()));
    }
}
