using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Actuators;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Node.Installation;
using Graft.Runtimes.Kata.Charts;
using Graft.Runtimes.Kata.Configuration;
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
            KataChart.Shared([KataPool.Of(Samples.Runtime())], Samples.Cluster(version)).ToYaml()
        );
    }

    [Fact]
    public void What_a_pool_gets()
    {
        var manifest = KataChart.Pool(Samples.Runtime(), Samples.Cluster(), KataSettings.Standard, s_image);
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
        var classes = Classes(version, Samples.Runtime());
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
        Assert.Equal(["/dev/kvm", "/dev/vhost-vsock", "/dev/vhost-net"], description.Requirements!.Devices);
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

    [Theory]
    [InlineData("1.15.12", "node.k8s.io/v1beta1", false)]
    [InlineData("1.16.0", "node.k8s.io/v1beta1", true)]
    [InlineData("1.20.0", "node.k8s.io/v1", true)]
    [InlineData("1.30.0", "node.k8s.io/v1", true)]
    public void Case_49_a_configuration_chooses_the_classes_and_their_overhead(
        string version,
        string api,
        bool isSchedulable
    )
    {
        var runtime = Samples.Configured(
            "worker-a",
            """ "hypervisors":[{"name":"clh","overhead":{"memory":"1024Mi","cpu":0.5}}]"""
        );
        var classes = Classes(version, runtime);
        Assert.Equal(["kata-clh", "kata-containers"], classes.Keys.Order());
        Assert.All(classes.Values, one => Assert.Equal(api, (string?)one["apiVersion"]));
        Assert.All(classes.Values, one => Assert.Equal("kata-clh", (string?)one["handler"]));
        Assert.All(classes.Values, one => Assert.Equal(isSchedulable ? "1Gi" : null, Overhead(one, "memory")));
        Assert.All(classes.Values, one => Assert.Equal(isSchedulable ? "500m" : null, Overhead(one, "cpu")));
        Assert.All(classes.Values, one => Assert.Null(Selector(one)?["worker.gardener.cloud/pool"]));
    }

    [Fact]
    public void A_hypervisor_that_one_of_several_pools_offers_keeps_its_pods_there()
    {
        var classes = Classes(
            "1.31.4",
            Samples.Configured("a", """ "hypervisors":[{"name":"clh"}]"""),
            Samples.Configured("b", """ "hypervisors":[{"name":"clh"},{"name":"qemu"}]"""),
            Samples.Configured("c", """ "hypervisors":[{"name":"clh"}]""")
        );
        Assert.Equal("b", (string?)Selector(classes["kata-qemu"])!["worker.gardener.cloud/pool"]);
        Assert.Equal("b", (string?)Selector(classes["kata-containers"])!["worker.gardener.cloud/pool"]);
        Assert.Equal("kata-qemu", (string?)classes["kata-containers"]["handler"]);
        Assert.Null(Selector(classes["kata-clh"])!["worker.gardener.cloud/pool"]);
        Assert.All(
            classes.Values,
            one =>
                Assert.Equal("true", (string?)Selector(one)!["containerruntime.worker.gardener.cloud/kata-containers"])
        );
    }

    [Fact]
    public void Of_different_overheads_the_largest_counts_in_whatever_order_the_pools_come()
    {
        var (a, b) = (
            Samples.Configured("a", """ "hypervisors":[{"name":"qemu","overhead":{"memory":"1Gi","cpu":"250m"}}]"""),
            Samples.Configured("b", """ "hypervisors":[{"name":"qemu","overhead":{"memory":"900Mi","cpu":"1"}}]""")
        );
        var manifest = Shared("1.31.4", a, b);
        Assert.Equal(manifest.ToYaml(), Shared("1.31.4", b, a).ToYaml());
        var qemu = Classes("1.31.4", a, b)["kata-qemu"];
        Assert.Equal(("1Gi", "1"), (Overhead(qemu, "memory"), Overhead(qemu, "cpu")));
    }

    [Fact]
    public void A_pool_whose_configuration_cannot_be_read_takes_no_class_away()
    {
        var broken = Samples.Runtime("b", "{}");
        Assert.Equal(["kata-clh", "kata-containers", "kata-qemu"], Classes("1.31.4", broken).Keys.Order());
        Assert.Throws<ErrorCodesException>(() => KataPool.SettingsOf(broken));
    }

    [Fact]
    public void A_configuration_chooses_the_handlers_and_what_reaches_them()
    {
        var description = Describe(
            s_image,
            Samples.Configured(
                "worker-a",
                """ "hypervisors":[{"name":"clh"}],"podAnnotations":["io.katacontainers.config.z","io.katacontainers.config.a.*"]"""
            )
        );
        var handler = Assert.Single(description.Handlers);
        Assert.Equal("kata-clh", handler.Name);
        Assert.EndsWith("/configuration-clh-runtime-rs.toml", (string?)handler.Options!["ConfigPath"]);
        string[] expected = ["io.katacontainers.config.a.*", "io.katacontainers.config.z"];
        foreach (var key in new[] { "pod_annotations", "container_annotations" })
        {
            Assert.Equal(expected, handler.Settings![key]!.AsArray().Select(text => (string)text!));
        }
    }

    [Fact]
    public void The_order_of_a_configuration_rolls_nothing()
    {
        const string One =
            """ "hypervisors":[{"name":"clh"},{"name":"qemu"}],"podAnnotations":["io.katacontainers.b","io.katacontainers.a"]""";
        const string Other =
            """ "podAnnotations":["io.katacontainers.a","io.katacontainers.b"],"hypervisors":[{"name":"qemu"},{"name":"clh"}]""";
        Assert.Equal(Pool(One), Pool(Other));
        Assert.NotEqual(Pool(One), Pool(""));
        Assert.Equal(Pool(""), Pool(""" "hypervisors":[],"podAnnotations":["io.katacontainers.*"]"""));
        Assert.NotEqual(Pool(""), Pool(""" "podAnnotations":[]"""));

        static string Pool(string members)
        {
            var runtime = Samples.Configured("worker-a", members);
            return KataChart.Pool(runtime, Samples.Cluster(), KataPool.SettingsOf(runtime), s_image).ToYaml();
        }
    }

    private static Manifest Shared(string version, params IReadOnlyList<ContainerRuntime> runtimes) =>
        KataChart.Shared([.. runtimes.Select(KataPool.Of)], Samples.Cluster(version));

    private static Dictionary<string, JsonObject> Classes(
        string version,
        params IReadOnlyList<ContainerRuntime> runtimes
    ) =>
        Shared(version, runtimes)
            .Objects.Where(item => (string?)item["kind"] == "RuntimeClass")
            .ToDictionary(item => (string)item["metadata"]!["name"]!);

    private static JsonNode? Selector(JsonObject runtimeClass) => runtimeClass["scheduling"]?["nodeSelector"];

    private static RuntimeDescription Describe(Image image) => Describe(image, Samples.Runtime());

    private static RuntimeDescription Describe(Image image, ContainerRuntime runtime)
    {
        var manifest = KataChart.Pool(runtime, Samples.Cluster(), KataPool.SettingsOf(runtime), image);
        var configMap = manifest.Objects.Single(item => (string?)item["kind"] == "ConfigMap");
        return DescriptionRules.Read((string)configMap["data"]!["runtime.json"]!);
    }

    private static string? Overhead(JsonObject runtimeClass, string resource) =>
        (string?)runtimeClass["overhead"]?["podFixed"]?[resource];
}
