using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Actuators;
using Graft.Extensions.Images;
using Graft.Node.Installation;
using Graft.Runtimes.Kata.Charts;
using Graft.Testing;

namespace Graft.Runtimes.Kata.Tests.Charts;

public sealed class KataChartTests
{
    private static readonly Image s_image = new("registry.example/runtime-kata-installation", "3.20.0");

    [Theory]
    [InlineData("1.15.12")]
    [InlineData("1.19.2")]
    [InlineData("1.31.4")]
    public void What_a_Shoot_gets_once(string version)
    {
        Golden.Verify(
            "Graft.Runtimes.Kata.Tests",
            $"shared-{version}.yaml",
            KataChart.Shared(Samples.Cluster(version)).ToYaml()
        );
    }

    [Fact]
    public void What_a_pool_gets()
    {
        var manifest = KataChart.Pool(Samples.Runtime(), Samples.Cluster(), s_image);
        Golden.Verify("Graft.Runtimes.Kata.Tests", "pool.yaml", manifest.ToYaml());
    }

    [Theory]
    [InlineData("1.14.10", "node.k8s.io/v1beta1", false)]
    [InlineData("1.15.1", "node.k8s.io/v1beta1", false)]
    [InlineData("1.16.0-gke.1", "node.k8s.io/v1beta1", true)]
    [InlineData("1.19.9", "node.k8s.io/v1beta1", true)]
    [InlineData("1.20.0", "node.k8s.io/v1", true)]
    [InlineData("1.30.0", "node.k8s.io/v1", true)]
    public void Case_49_runtime_classes_follow_the_version_of_the_Shoot(string version, string api, bool isSchedulable)
    {
        var classes = KataChart
            .Shared(Samples.Cluster(version))
            .Objects.Where(item => (string?)item["kind"] == "RuntimeClass")
            .ToDictionary(item => (string)item["metadata"]!["name"]!);
        Assert.Equal(["kata-clh", "kata-containers", "kata-qemu"], classes.Keys.Order());
        Assert.All(classes.Values, one => Assert.Equal(api, (string?)one["apiVersion"]));
        Assert.Equal("kata-qemu", (string?)classes["kata-containers"]["handler"]);
        Assert.Equal("kata-qemu", (string?)classes["kata-qemu"]["handler"]);
        Assert.Equal("kata-clh", (string?)classes["kata-clh"]["handler"]);
        Assert.All(classes.Values, one => Assert.Equal(isSchedulable, one["scheduling"] is not null));
        Assert.Equal(isSchedulable ? "320Mi" : null, Overhead(classes["kata-qemu"], "memory"));
        Assert.Equal(isSchedulable ? "320Mi" : null, Overhead(classes["kata-containers"], "memory"));
        Assert.Equal(isSchedulable ? "130Mi" : null, Overhead(classes["kata-clh"], "memory"));
        Assert.All(classes.Values, one => Assert.Equal(isSchedulable ? "250m" : null, Overhead(one, "cpu")));
    }

    [Fact]
    public void Everything_on_the_node_lies_below_the_version()
    {
        var description = Describe(s_image);
        var bundle = Assert.Single(description.Bundles!);
        Assert.Equal("/opt/kata/3.20.0", bundle.Directory);
        Assert.Equal("runtime-rs/bin/containerd-shim-kata-v2", Assert.Single(bundle.Links!).Target);
        Assert.All(
            description.Handlers,
            handler => Assert.Equal("/opt/kata/3.20.0/runtime-rs/bin/containerd-shim-kata-v2", handler.RuntimePath)
        );
        Assert.Equal(["amd64"], description.Architectures);
        Assert.Equal(["/dev/kvm"], description.Requirements!.Devices);
    }

    [Theory]
    [InlineData(null, "could not determine kata version from image registry.example/runtime-kata-installation")]
    [InlineData(
        "../etc",
        "invalid kata version \"../etc\" extracted from image registry.example/runtime-kata-installation:../etc"
    )]
    [InlineData("v1\n", "invalid kata version")]
    [InlineData("-1", "invalid kata version")]
    public void A_version_that_cannot_be_a_directory_is_refused(string? tag, string message)
    {
        var exception = Assert.Throws<ErrorCodesException>(() => Describe(new Image(s_image.Repository, tag)));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal([ErrorCode.ConfigurationProblem], exception.Codes);
    }

    private static RuntimeDescription Describe(Image image)
    {
        var manifest = KataChart.Pool(Samples.Runtime(), Samples.Cluster(), image);
        var configMap = manifest.Objects.Single(item => (string?)item["kind"] == "ConfigMap");
        return DescriptionRules.Read((string)configMap["data"]!["runtime.json"]!);
    }

    private static string? Overhead(JsonObject runtimeClass, string resource) =>
        (string?)runtimeClass["overhead"]?["podFixed"]?[resource];
}
