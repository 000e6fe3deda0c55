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

    private static readonly IReadOnlyList<(string Name, GVisorConfiguration Configuration)> s_pools =
    [
        ("worker-a", new()),
    ];

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
            GVisorChart.Shared(Samples.Cluster(version), s_pools).ToYaml()
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
        var runtimeClass = Assert.Single(
            Objects(GVisorChart.Shared(Samples.Cluster(version), s_pools), "RuntimeClass")
        );
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
        var manifest = GVisorChart.Shared(Samples.Cluster(version, disabled), s_pools);
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
    public void A_handler_of_every_pool_has_a_class_for_all_and_one_of_a_single_pool_a_class_for_that()
    {
        var both = new GVisorHandler { Name = "kvm", ConfigFlags = Flags(("platform", "kvm")) };
        var one = new GVisorHandler { Name = "debug", ConfigFlags = Flags(("debug", "true")) };
        var classes = Objects(
            GVisorChart.Shared(
                Samples.Cluster(),
                [("worker-a", new() { Handlers = [both, one] }), ("worker-b", new() { Handlers = [both] })]
            ),
            "RuntimeClass"
        );
        Assert.Equal(
            [
                """gvisor runsc {"containerruntime.worker.gardener.cloud/gvisor":"true"}""",
                """gvisor-debug runsc-debug {"containerruntime.worker.gardener.cloud/gvisor":"true","worker.gardener.cloud/pool":"worker-a"}""",
                """gvisor-kvm runsc-kvm {"containerruntime.worker.gardener.cloud/gvisor":"true"}""",
            ],
            classes.Select(item =>
                $"{item["metadata"]!["name"]} {item["handler"]} {item["scheduling"]!["nodeSelector"]!.ToJsonString()}"
            )
        );
    }

    [Fact]
    public void Each_handler_has_a_file_and_a_table_and_KVM_must_be_there_for_one_that_uses_it()
    {
        var configuration = new GVisorConfiguration
        {
            ConfigFlags = Flags(("net-raw", "true")),
            Handlers = [new() { Name = "kvm", ConfigFlags = Flags(("platform", "kvm")) }],
        };
        var description = DescriptionRules.Read(Description(configuration));
        Assert.Equal(["runsc", "runsc-kvm"], description.Handlers.Select(handler => handler.Name));
        Assert.Equal(
            ["/etc/containerd/runsc.toml", "/etc/containerd/runsc-kvm.toml"],
            description.Handlers.Select(handler => (string?)handler.Options!["ConfigPath"])
        );
        Assert.Equal(
            [
                "/etc/containerd/runsc.toml [runsc_config] net-raw = \"true\" ",
                "/etc/containerd/runsc-kvm.toml [runsc_config] platform = \"kvm\" ",
            ],
            description.Files!.Select(file => $"{file.Path} {file.Content.ReplaceLineEndings(" ")}")
        );
        Assert.Equal(["/dev/kvm"], description.Requirements!.Devices);
        Assert.Null(DescriptionRules.Read(Description(new())).Requirements!.Devices);
    }

    [Fact]
    public void Pools_of_both_architectures_get_the_same()
    {
        Assert.Equal(["amd64", "arm64"], DescriptionRules.Read(Description(new())).Architectures);
        Assert.DoesNotContain("arch", DaemonSetOf("worker-a").ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_of_runsc_changes_the_pool_and_nothing_that_the_Shoot_has_once()
    {
        var later = GVisorChart.Pool(Samples.Runtime(), Samples.Cluster(), new(), s_image with { Tag = "20261201.0" });
        Assert.Equal("20261201.0", DescriptionRules.Read(DescriptionOf(later)).Version);
        Assert.NotEqual(DaemonSetOf("worker-a").ToJsonString(), Objects(later, "DaemonSet").Single().ToJsonString());
    }

    [Fact]
    public void What_has_no_effect_is_named()
    {
        var chart = new GVisorRendering(ImageVector.Default, "");
        Assert.Empty(chart.FindIgnored(Samples.Runtime()));
        Assert.Empty(chart.FindIgnored(Samples.Runtime(providerConfig: """{"kind":"Unreadable"}""")));
        var configuration = Samples.Configuration(
            """
            "configFlags":{"profile":"true","net-raw":"maybe","file-access":"shared"},
            "handlers":[{"name":"Bad/Name"},{"name":"kvm","configFlags":{"platform":"ptrace"}},null]
            """
        );
        Assert.Equal(
            [
                "handler \"Bad/Name\" is ignored: its name must be 1 to 32 lower case letters, digits and '-', and begin and end with a letter or digit",
                "handler \"\" is ignored: its name must be 1 to 32 lower case letters, digits and '-', and begin and end with a letter or digit",
                "gvisor: flag \"net-raw\" is ignored: must be \"true\" or \"false\"",
                "gvisor: flag \"profile\" is ignored: this version knows no such flag",
                "gvisor: flag \"file-access\" is ignored: \"shared\" needs the flag overlay2 with the value \"none\": runsc allows no overlay on shared files",
                "gvisor-kvm: flag \"platform\" is ignored: must be \"kvm\" or \"systrap\"",
            ],
            chart.FindIgnored(Samples.Runtime(providerConfig: configuration))
        );
    }

    [Fact]
    public void A_pool_that_cannot_be_read_keeps_no_other_from_its_classes()
    {
        var chart = new GVisorRendering(ImageVector.Default, "");
        var good = Samples.Runtime("worker-b", Samples.Configuration("\"handlers\":[{\"name\":\"kvm\"}]"));
        var shared = chart.Shared([Samples.Runtime(providerConfig: "[]"), good], Samples.Cluster());
        Assert.Equal(
            ["gvisor", "gvisor-kvm"],
            Objects(shared, "RuntimeClass").Select(item => (string?)item["metadata"]!["name"])
        );
    }

    [Fact]
    public void The_installer_understands_the_description_that_it_is_given()
    {
        var description = DescriptionRules.Read(Description(new()));
        Assert.Equal("20261110.0", description.Version);
        Assert.Equal(["runsc", "containerd-shim-runsc-v1"], description.Binaries!.Select(binary => binary.Name));
        Assert.Equal("/var/bin/containerruntimes", description.BinPath);
    }

    private static Dictionary<string, string> Flags(params (string Name, string Value)[] flags) =>
        flags.ToDictionary(flag => flag.Name, flag => flag.Value);

    private static string Description(GVisorConfiguration configuration) =>
        DescriptionOf(GVisorChart.Pool(Samples.Runtime(), Samples.Cluster(), configuration, s_image));

    private static string DescriptionOf(Extensions.ManagedResources.Manifest pool) =>
        (string)Assert.Single(Objects(pool, "ConfigMap"))["data"]!["runtime.json"]!;

    private static JsonObject DaemonSetOf(string pool) =>
        Objects(GVisorChart.Pool(Samples.Runtime(pool), Samples.Cluster(), new(), s_image), "DaemonSet").Single();

    private static string Selector(JsonObject daemonSet) =>
        daemonSet["spec"]!["selector"]!["matchLabels"]!.ToJsonString();

    private static List<JsonObject> Objects(Extensions.ManagedResources.Manifest manifest, string kind) =>
        [.. manifest.Objects.Where(item => (string?)item["kind"] == kind)];
}
