using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Tests.Rendering;

public class KubeletConfigurationTests
{
    [Theory]
    [InlineData("1.26.4", null)]
    [InlineData("1.27.0", "unix:///run/containerd/containerd.sock")]
    public void Case_31_the_endpoint_stands_in_the_file_from_1_27(string version, string? expected) =>
        Assert.Equal(expected, (string?)Configuration(version, "containerd", null)["containerRuntimeEndpoint"]);

    [Theory]
    [InlineData("1.10.4", false)]
    [InlineData("1.11.4", true)]
    [InlineData("1.20.4", true)]
    [InlineData("1.21.4", false)]
    public void Case_31_the_gate_is_set_from_1_11_to_1_20(string version, bool expected)
    {
        var gate = Configuration(version, "containerd", null)["featureGates"]?["CRIContainerLogRotation"];
        Assert.Equal(expected, gate is not null);
        Assert.Null(Configuration(version, "docker", null)["featureGates"]);

        var refused = new KubeletConfig
        {
            FeatureGates = new Dictionary<string, bool> { ["CRIContainerLogRotation"] = false },
        };
        Assert.False((bool)Configuration(version, "containerd", refused)["featureGates"]!["CRIContainerLogRotation"]!);
    }

    [Fact]
    public void Case_31_log_settings_have_a_default_an_override_and_no_place_in_docker_pools()
    {
        var normal = Configuration("1.31.4", "containerd", null);
        Assert.Equal("100Mi", (string?)normal["containerLogMaxSize"]);
        Assert.Null(normal["containerLogMaxFiles"]);

        var settings = new KubeletConfig { ContainerLogMaxSize = "7Mi", ContainerLogMaxFiles = 3 };
        var changed = Configuration("1.31.4", "containerd", settings);
        Assert.Equal("7Mi", (string?)changed["containerLogMaxSize"]);
        Assert.Equal(3, (int?)changed["containerLogMaxFiles"]);

        var docker = Configuration("1.18.4", "docker", settings);
        Assert.Null(docker["containerLogMaxSize"]);
        Assert.Null(docker["containerLogMaxFiles"]);
        Assert.Null(docker["containerRuntimeEndpoint"]);
    }

    [Theory]
    [InlineData("1.30.9", "cgroupfs")]
    [InlineData("1.31.0", "systemd")]
    public void The_cgroup_driver_changes_at_1_31_and_nodes_start_tainted(string version, string driver)
    {
        var configuration = Configuration(version, "containerd", null);

        Assert.Equal(driver, (string?)configuration["cgroupDriver"]);
        var taint = configuration["registerWithTaints"]![0]!;
        Assert.Equal("node.gardener.cloud/critical-components-not-ready", (string?)taint["key"]);
        Assert.Equal("NoSchedule", (string?)taint["effect"]);
    }

    [Fact]
    public void All_settings_of_the_owner_arrive_also_those_that_no_type_models()
    {
        var settings = System.Text.Json.JsonSerializer.Deserialize(
            """
            {
              "cpuManagerPolicy": "static", "maxPods": 50, "podPidsLimit": 200, "serializeImagePulls": false,
              "evictionHard": {"memoryAvailable": "1%", "nodeFSInodesFree": "3%"},
              "kubeReserved": {"cpu": "2", "ephemeralStorage": "9Gi"},
              "seccompDefault": true, "maxParallelImagePulls": 4, "memorySwap": {"swapBehavior": "NoSwap"},
              "imagePullProgressDeadline": "3m"
            }
            """,
            Graft.Api.ApiJson.Context.KubeletConfig
        );

        var configuration = Configuration("1.31.4", "containerd", settings);

        Assert.Equal("static", (string?)configuration["cpuManagerPolicy"]);
        Assert.Equal(50, (int?)configuration["maxPods"]);
        Assert.Equal(200, (int?)configuration["podPidsLimit"]);
        Assert.False((bool)configuration["serializeImagePulls"]!);
        Assert.Equal("1%", (string?)configuration["evictionHard"]!["memory.available"]);
        Assert.Equal("3%", (string?)configuration["evictionHard"]!["nodefs.inodesFree"]);
        Assert.Equal("5%", (string?)configuration["evictionHard"]!["nodefs.available"]);
        Assert.Equal("2", (string?)configuration["kubeReserved"]!["cpu"]);
        Assert.Equal("9Gi", (string?)configuration["kubeReserved"]!["ephemeral-storage"]);
        Assert.True((bool)configuration["seccompDefault"]!);
        Assert.Equal(4, (int?)configuration["maxParallelImagePulls"]);
        Assert.Equal("NoSwap", (string?)configuration["memorySwap"]!["swapBehavior"]);
        Assert.Null(configuration["imagePullProgressDeadline"]);
    }

    private static JsonObject Configuration(string version, string cri, KubeletConfig? settings)
    {
        var worker = SampleShoots.Pool("p", new Cri { Name = cri }) with
        {
            Kubernetes = new WorkerKubernetes { Kubelet = settings },
        };
        var file = SampleShoots
            .RenderPool(version, worker)
            .Reconcile.Spec!.Files!.Single(file => file.Path == "/var/lib/kubelet/config/kubelet");
        return YamlDocument.ParseAll(file.Content!.Inline!.Data!)[0]!.AsObject();
    }
}
