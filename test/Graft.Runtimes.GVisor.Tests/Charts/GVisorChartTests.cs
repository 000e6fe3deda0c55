using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Images;
using Graft.Node.Installation;
using Graft.Runtimes.GVisor.Charts;
using Graft.Runtimes.GVisor.Configuration;
using Graft.Testing;

namespace Graft.Runtimes.GVisor.Tests.Charts;

public sealed class GVisorChartTests
{
    private static readonly Image s_image = new("registry.example/runtime-gvisor-installation", "20261110.0");

    [Theory]
    [InlineData("1.14.0")]
    [InlineData("1.16.0-gke.1")]
    [InlineData("1.19.2")]
    [InlineData("1.31.4")]
    public void What_a_Shoot_gets_once(string version)
    {
        Golden.Verify(
            "Graft.Runtimes.GVisor.Tests",
            $"shared-{version}.yaml",
            GVisorChart.Shared(Samples.Cluster(version)).ToYaml()
        );
    }

    [Fact]
    public void What_a_pool_gets()
    {
        var configuration = new GVisorConfiguration
        {
            ConfigFlags = new Dictionary<string, string> { ["net-raw"] = "true", ["debug"] = "true" },
        };
        var manifest = GVisorChart.Pool(Samples.Runtime(), Samples.Cluster(), configuration, s_image);
        Golden.Verify("Graft.Runtimes.GVisor.Tests", "pool.yaml", manifest.ToYaml());
    }

    [Theory]
    [InlineData("1.14.10", "node.k8s.io/v1beta1", false)]
    [InlineData("1.15.1", "node.k8s.io/v1beta1", false)]
    [InlineData("1.16.0", "node.k8s.io/v1beta1", true)]
    [InlineData("1.16.0-gke.1", "node.k8s.io/v1beta1", true)]
    [InlineData("1.19.9", "node.k8s.io/v1beta1", true)]
    [InlineData("1.20.0", "node.k8s.io/v1", true)]
    [InlineData("1.30.0", "node.k8s.io/v1", true)]
    public void Case_49_runtime_classes_follow_the_version_of_the_Shoot(string version, string api, bool isSchedulable)
    {
        var runtimeClass = Assert.Single(Objects(GVisorChart.Shared(Samples.Cluster(version)), "RuntimeClass"));
        Assert.Equal("gvisor", (string?)runtimeClass["metadata"]!["name"]);
        Assert.Equal(api, (string?)runtimeClass["apiVersion"]);
        Assert.Equal("runsc", (string?)runtimeClass["handler"]);
        Assert.Null(runtimeClass["overhead"]);
        Assert.Equal(
            isSchedulable ? """{"nodeSelector":{"containerruntime.worker.gardener.cloud/gvisor":"true"}}""" : null,
            runtimeClass["scheduling"]?.ToJsonString()
        );
    }

    [Theory]
    [InlineData("1.24.9", false, true)]
    [InlineData("1.24.9", true, false)]
    [InlineData("1.25.0", false, false)]
    public void Pod_security_policies_are_written_where_they_are_enforced(string version, bool disabled, bool written)
    {
        var manifest = GVisorChart.Shared(Samples.Cluster(version, disabled));
        string[] kinds = ["PodSecurityPolicy", "ClusterRole", "ClusterRoleBinding"];
        Assert.All(kinds, kind => Assert.Equal(written ? 1 : 0, Objects(manifest, kind).Count));
    }

    [Fact]
    public void Case_48_daemon_sets_of_two_pools_have_disjoint_selectors_and_the_promised_parts()
    {
        var first = DaemonSetOf("worker-a");
        var second = DaemonSetOf("worker-b");
        Assert.NotEqual(Selector(first), Selector(second));
        Assert.Equal(
            """{"app.kubernetes.io/name":"containerd-gvisor","worker.gardener.cloud/pool":"worker-a"}""",
            Selector(first)
        );
        var pod = first["spec"]!["template"]!["spec"]!;
        Assert.Equal(
            """{"worker.garden.sapcloud.io/group":"worker-a","worker.gardener.cloud/cri-name":"containerd","worker.gardener.cloud/pool":"worker-a"}""",
            pod["nodeSelector"]!.ToJsonString()
        );
        Assert.Equal(
            """[{"effect":"NoSchedule","operator":"Exists"},{"effect":"NoExecute","operator":"Exists"}]""",
            pod["tolerations"]!.ToJsonString()
        );
        Assert.Equal("true", (string?)first["metadata"]!["labels"]!["node.gardener.cloud/critical-component"]);
        Assert.Equal(
            "true",
            (string?)first["spec"]!["template"]!["metadata"]!["labels"]!["node.gardener.cloud/critical-component"]
        );
        Assert.Null(pod["containers"]![0]!["lifecycle"]);
    }

    [Fact]
    public void Case_48_an_empty_pool_selector_is_refused()
    {
        var runtime = Samples.Runtime();
        var pool = runtime.Spec!.WorkerPool!;
        var open = runtime with { Spec = runtime.Spec with { WorkerPool = pool with { Selector = new() } } };
        var expressions = runtime with
        {
            Spec = runtime.Spec with
            {
                WorkerPool = pool with
                {
                    Selector = pool.Selector! with { MatchExpressions = [new() { Key = "a", Operator = "Exists" }] },
                },
            },
        };
        Assert.All(
            [open, expressions],
            refused =>
            {
                var exception = Assert.Throws<ErrorCodesException>(() =>
                    GVisorChart.Pool(refused, Samples.Cluster(), new(), s_image)
                );
                Assert.Equal([ErrorCode.ConfigurationProblem], exception.Codes);
            }
        );
    }

    [Fact]
    public void The_installer_understands_the_description_that_it_is_given()
    {
        var configMap = Assert.Single(
            Objects(GVisorChart.Pool(Samples.Runtime(), Samples.Cluster(), new(), s_image), "ConfigMap")
        );
        var description = DescriptionRules.Read((string)configMap["data"]!["runtime.json"]!);
        Assert.Equal("20261110.0", description.Version);
        Assert.Equal(["runsc", "containerd-shim-runsc-v1"], description.Binaries!.Select(binary => binary.Name));
        Assert.Equal("/var/bin/containerruntimes", description.BinPath);
    }

    private static JsonObject DaemonSetOf(string pool) =>
        Objects(GVisorChart.Pool(Samples.Runtime(pool), Samples.Cluster(), new(), s_image), "DaemonSet").Single();

    private static string Selector(JsonObject daemonSet) =>
        daemonSet["spec"]!["selector"]!["matchLabels"]!.ToJsonString();

    private static List<JsonObject> Objects(Extensions.ManagedResources.Manifest manifest, string kind) =>
        [.. manifest.Objects.Where(item => (string?)item["kind"] == kind)];
}
