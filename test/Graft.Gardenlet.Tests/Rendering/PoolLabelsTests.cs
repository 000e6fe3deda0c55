using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Tests.Rendering;

public class PoolLabelsTests
{
    [Fact]
    public void Case_26_containerd_with_runtimes_carries_both_label_families_and_the_cri_name()
    {
        var labels = Labels(SampleShoots.Containerd("fast", "very-slow"));

        Assert.Equal("containerd", labels["worker.gardener.cloud/cri-name"]);
        foreach (var type in new[] { "fast", "very-slow" })
        {
            Assert.Equal("true", labels[$"containerruntime.worker.gardener.cloud/{type}"]);
            Assert.Equal("true", labels[$"container.runtime.{type}"]);
        }
    }

    [Fact]
    public void Case_26_containerd_alone_carries_only_the_cri_name_and_nil_nothing()
    {
        var containerd = Labels(SampleShoots.Containerd());
        Assert.Equal("containerd", containerd["worker.gardener.cloud/cri-name"]);
        Assert.DoesNotContain(containerd.Keys, key => key.StartsWith("container", StringComparison.Ordinal));

        Assert.DoesNotContain("worker.gardener.cloud/cri-name", Labels(null).Keys);
        Assert.Equal("docker", Labels(SampleShoots.Docker)["worker.gardener.cloud/cri-name"]);
    }

    [Fact]
    public void Case_26_a_user_value_of_a_Gardener_key_loses_and_the_Shoot_stays_as_it_is()
    {
        var userLabels = new Dictionary<string, string>
        {
            ["team"] = "blue",
            ["worker.gardener.cloud/pool"] = "mine",
            ["worker.gardener.cloud/system-components"] = "true",
        };
        var pool = SampleShoots.Pool("p", SampleShoots.Containerd("fast")) with
        {
            Labels = userLabels,
            SystemComponents = new WorkerSystemComponents { Allow = false },
        };
        var shoot = SampleShoots.Shoot("1.31.4", pool);
        var before = SampleShoots.ToJson(shoot);

        var objects = SampleShoots.Render(shoot);

        var labels = objects.Pools[0].Labels;
        Assert.Equal("blue", labels["team"]);
        Assert.Equal("p", labels["worker.gardener.cloud/pool"]);
        Assert.DoesNotContain("worker.gardener.cloud/system-components", labels.Keys);
        Assert.Equal(labels, objects.Worker!.Spec!.Pools![0].Labels);
        Assert.Equal(before, SampleShoots.ToJson(shoot));
    }

    [Theory]
    [InlineData("team", true)]
    [InlineData("example.com/team", true)]
    [InlineData("node.kubernetes.io/role", true)]
    [InlineData("kubernetes.io/arch", true)]
    [InlineData("sub.node.kubernetes.io/x", true)]
    [InlineData("node-role.kubernetes.io/worker", false)]
    [InlineData("kubernetes.io/anything", false)]
    [InlineData("scheduling.k8s.io/x", false)]
    [InlineData("notkubernetes.io/x", true)]
    public void A_kubelet_may_set_only_some_labels_of_Kubernetes_domains(string key, bool expected) =>
        Assert.Equal(expected, PoolLabels.IsAllowedForKubelet(key, KubernetesVersion.Parse("1.31.4")));

    private static IReadOnlyDictionary<string, string> Labels(Cri? cri) =>
        SampleShoots.RenderPool("1.20.1", SampleShoots.Pool("p", cri)).Labels;
}
