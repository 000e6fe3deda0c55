using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded.Controllers.DaemonSets;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Controllers;

/// <summary>Where daemon pods come, and in which order they are replaced.</summary>
public sealed class DaemonSetTests
{
    private static readonly Dictionary<string, string> s_labels = new(StringComparer.Ordinal)
    {
        ["zone"] = "a",
        ["size"] = "4",
    };

    [Theory]
    [InlineData("In", "a,b", true)]
    [InlineData("In", "b", false)]
    [InlineData("NotIn", "b", true)]
    [InlineData("Exists", "", true)]
    [InlineData("DoesNotExist", "", false)]
    public void Node_affinity_decides_about_labels(string @operator, string values, bool runs)
    {
        var requirement = new NodeSelectorRequirement
        {
            Key = "zone",
            Operator = @operator,
            Values = values.Length == 0 ? null : values.Split(','),
        };
        Assert.Equal(runs, NodePlacement.Of(Requiring(new() { MatchExpressions = [requirement] }), NodeOf()).ShouldRun);
    }

    [Theory]
    [InlineData("Gt", "3", true)]
    [InlineData("Gt", "4", false)]
    [InlineData("Lt", "5", true)]
    [InlineData("Lt", "none", false)]
    public void Node_affinity_compares_numbers(string @operator, string value, bool runs)
    {
        var requirement = new NodeSelectorRequirement
        {
            Key = "size",
            Operator = @operator,
            Values = [value],
        };
        Assert.Equal(runs, NodePlacement.Of(Requiring(new() { MatchExpressions = [requirement] }), NodeOf()).ShouldRun);
    }

    [Fact]
    public void Node_affinity_may_name_a_node_and_an_empty_term_selects_none()
    {
        var named = new NodeSelectorRequirement
        {
            Key = "metadata.name",
            Operator = "In",
            Values = ["n"],
        };
        Assert.True(NodePlacement.Of(Requiring(new() { MatchFields = [named] }), NodeOf()).ShouldRun);
        Assert.False(NodePlacement.Of(Requiring(new NodeSelectorTerm()), NodeOf()).ShouldRun);
    }

    [Theory]
    [InlineData("own", "NoSchedule", false, true)]
    [InlineData("own", "NoExecute", false, false)]
    [InlineData("own", "PreferNoSchedule", true, true)]
    [InlineData("node.kubernetes.io/unreachable", "NoExecute", true, true)]
    [InlineData("node.kubernetes.io/not-ready", "NoExecute", true, true)]
    [InlineData("node.kubernetes.io/unschedulable", "NoSchedule", true, true)]
    [InlineData("node.kubernetes.io/network-unavailable", "NoSchedule", false, true)]
    public void Taints_keep_new_pods_away_and_only_some_end_those_that_run(
        string key,
        string effect,
        bool runs,
        bool stays
    ) => Assert.Equal(new NodePlacement(runs, stays), NodePlacement.Of(new PodSpec(), NodeOf(key, effect)));

    [Fact]
    public void What_uses_the_nodes_network_does_not_wait_for_another() =>
        Assert.True(
            NodePlacement
                .Of(new PodSpec { HostNetwork = true }, NodeOf("node.kubernetes.io/network-unavailable", "NoSchedule"))
                .ShouldRun
        );

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(2, 4, 2)]
    [InlineData("50%", 4, 2)]
    [InlineData("10%", 4, 1)]
    [InlineData(0, 4, 1)]
    public void No_more_pods_go_at_once_than_may_be_unavailable(object limit, int nodes, int going)
    {
        var strategy = Rolling(unavailable: ToLimit(limit));
        var (delete, create) = new RollingUpdate(strategy, nodes, IsReady).Next([.. Outdated(nodes)]);
        Assert.Equal(going, delete.Count);
        Assert.Empty(create);
    }

    [Fact]
    public void Pods_that_serve_nobody_go_first_and_count_as_unavailable()
    {
        List<NodePods> nodes = [.. Outdated(3), OutdatedOn(NodeOf(), ready: false)];
        var (delete, _) = new RollingUpdate(Rolling(unavailable: 1), 4, IsReady).Next(nodes);
        Assert.Same(nodes[3].Outdated, Assert.Single(delete));
    }

    [Fact]
    public void While_a_new_pod_is_not_ready_no_other_goes()
    {
        List<NodePods> nodes = [.. Outdated(3), new NodePods(NodeOf(), PodOf(ready: false), null, IsSettled: true)];
        Assert.Empty(new RollingUpdate(Rolling(unavailable: 1), 4, IsReady).Next(nodes).Delete);
        nodes[3] = nodes[3] with { Current = PodOf(ready: true) };
        Assert.Single(new RollingUpdate(Rolling(unavailable: 1), 4, IsReady).Next(nodes).Delete);
    }

    [Fact]
    public void A_surge_puts_new_pods_beside_old_ones_and_takes_the_old_when_the_new_serve()
    {
        var update = new RollingUpdate(Rolling(surge: 1), 3, IsReady);
        List<NodePods> nodes = [.. Outdated(3)];
        var (delete, create) = update.Next(nodes);
        Assert.Empty(delete);
        Assert.Single(create);

        nodes[0] = nodes[0] with { Current = PodOf(ready: false) };
        (delete, create) = update.Next(nodes);
        Assert.Empty(delete);
        Assert.Empty(create);

        nodes[0] = nodes[0] with { Current = PodOf(ready: true) };
        Assert.Same(nodes[0].Outdated, Assert.Single(update.Next(nodes).Delete));
    }

    [Fact]
    public void A_set_updated_on_delete_is_left_alone()
    {
        var update = new RollingUpdate(new DaemonSetUpdateStrategy { Type = "OnDelete" }, 2, IsReady);
        Assert.Empty(update.Next([.. Outdated(2)]).Delete);
    }

    [Fact]
    public void Pods_that_fail_again_and_again_are_replaced_less_and_less_often()
    {
        var time = new ManualTimeProvider();
        var backOff = new PodBackOff(time);
        Assert.Null(backOff.Next("set", "n"));
        Assert.Equal(TimeSpan.FromSeconds(1), backOff.Next("set", "n"));
        Assert.Null(backOff.Next("set", "other"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(backOff.Next("set", "n"));
        Assert.Equal(TimeSpan.FromSeconds(2), backOff.Next("set", "n"));
        for (var i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromMinutes(15));
            backOff.Next("set", "n");
        }
        Assert.Equal(TimeSpan.FromMinutes(15), backOff.Next("set", "n"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(backOff.Next("set", "n"));
        Assert.Equal(TimeSpan.FromSeconds(1), backOff.Next("set", "n"));
    }

    private static PodSpec Requiring(NodeSelectorTerm term) =>
        new()
        {
            Affinity = new Affinity
            {
                NodeAffinity = new NodeAffinity
                {
                    RequiredDuringSchedulingIgnoredDuringExecution = new NodeSelector { NodeSelectorTerms = [term] },
                },
            },
        };

    private static Node NodeOf(string? taint = null, string? effect = null) =>
        new()
        {
            Metadata = new ObjectMeta { Name = "n", Labels = s_labels },
            Spec = new NodeSpec { Taints = taint is null ? null : [new Taint { Key = taint, Effect = effect }] },
        };

    private static IEnumerable<NodePods> Outdated(int count) =>
        Enumerable.Range(0, count).Select(_ => OutdatedOn(NodeOf(), ready: true));

    private static NodePods OutdatedOn(Node node, bool ready) => new(node, null, PodOf(ready), IsSettled: true);

    private static Pod PodOf(bool ready) =>
        new()
        {
            Metadata = new ObjectMeta { Uid = Guid.NewGuid().ToString() },
            Status = new PodStatus { Phase = ready ? "Running" : "Pending" },
        };

    private static bool IsReady(Pod pod) => pod.Status!.Phase == "Running";

    private static IntOrString ToLimit(object limit) => limit is int number ? number : new IntOrString((string)limit);

    private static DaemonSetUpdateStrategy Rolling(IntOrString? unavailable = null, IntOrString? surge = null) =>
        new()
        {
            Type = "RollingUpdate",
            RollingUpdate = new RollingUpdateDaemonSet { MaxUnavailable = unavailable, MaxSurge = surge },
        };
}
