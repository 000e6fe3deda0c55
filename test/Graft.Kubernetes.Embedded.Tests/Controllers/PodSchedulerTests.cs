using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Tests.Controllers;

/// <summary>Which node a pod gets in a cluster that schedules, and what is said where there is none.</summary>
public sealed class PodSchedulerTests : IAsyncLifetime
{
    private EmbeddedCluster? _cluster;
    private KubernetesClient? _client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions { SchedulesPods = true },
            new EmbeddedControlPlaneOptions(),
            Cancellation
        );
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client!.Dispose();
        await _cluster!.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_goes_to_the_node_that_its_selector_and_its_runtime_class_accept()
    {
        await CreateNodeAsync("plain");
        await CreateNodeAsync("fast", ("runtime", "fast"));
        await CreateNodeAsync("fast-ssd", ("runtime", "fast"), ("disk", "ssd"));
        await _client!.CreateAsync(
            new RuntimeClass
            {
                Metadata = new ObjectMeta { Name = "fast" },
                Handler = "fast",
                Scheduling = new RuntimeClassScheduling { NodeSelector = Map(("runtime", "fast")) },
            },
            Cancellation
        );

        var pod = await CreatePodAsync(
            "p",
            spec => spec with { RuntimeClassName = "fast", NodeSelector = Map(("disk", "ssd")) }
        );

        Assert.Equal("fast-ssd", (await WaitAsync(pod, item => item.Spec!.NodeName is not null)).Spec!.NodeName);
    }

    [Fact]
    public async Task Pods_spread_over_the_nodes_that_fit()
    {
        await CreateNodeAsync("a");
        await CreateNodeAsync("b");
        var first = await WaitAsync(await CreatePodAsync("p"), item => item.Spec!.NodeName is not null);
        var second = await WaitAsync(await CreatePodAsync("q"), item => item.Spec!.NodeName is not null);

        Assert.Equal(["a", "b"], new[] { first, second }.Select(pod => pod.Spec!.NodeName!).Order());
    }

    [Fact]
    public async Task A_pod_that_fits_nowhere_says_why_and_goes_once_it_fits()
    {
        var node = await CreateNodeAsync("tainted");
        await _client!.PatchDifferenceAsync(
            node,
            node with
            {
                Spec = new NodeSpec
                {
                    Taints =
                    [
                        new Taint
                        {
                            Key = "k",
                            Value = "v",
                            Effect = "NoSchedule",
                        },
                    ],
                },
            },
            Cancellation
        );
        var pod = await CreatePodAsync("p");

        var refused = await WaitAsync(pod, item => item.Status?.Conditions is { Count: > 0 });
        var condition = refused.Status!.Conditions!.Single(each => each.Type == "PodScheduled");
        Assert.Equal(("False", "Unschedulable"), (condition.Status, condition.Reason));
        Assert.Equal("0/1 nodes are available: 1 node(s) had untolerated taint {k: v}.", condition.Message);

        var tainted = await _client!.GetAsync<Node>(new ObjectKey("tainted"), Cancellation);
        await _client!.PatchDifferenceAsync(tainted, tainted with { Spec = new NodeSpec() }, Cancellation);
        var bound = await WaitAsync(pod, item => item.Spec!.NodeName is not null);
        Assert.Equal("tainted", bound.Spec!.NodeName);
        Assert.Equal("True", bound.Status!.Conditions!.Single(each => each.Type == "PodScheduled").Status);
    }

    [Fact]
    public async Task An_unknown_runtime_class_and_cordoned_nodes_are_named()
    {
        await CreateNodeAsync("n");
        var strange = await CreatePodAsync("strange", spec => spec with { RuntimeClassName = "unknown" });
        Assert.Contains("had no runtime class \"unknown\"", await MessageAsync(strange), StringComparison.Ordinal);

        var current = await _client!.GetAsync<Node>(new ObjectKey("n"), Cancellation);
        await _client!.PatchDifferenceAsync(
            current,
            current with
            {
                Spec = (current.Spec ?? new NodeSpec()) with { Unschedulable = true },
            },
            Cancellation
        );
        var late = await CreatePodAsync("late");
        Assert.Contains("node(s) were unschedulable", await MessageAsync(late), StringComparison.Ordinal);
    }

    private async Task<string> MessageAsync(Pod pod) =>
        (await WaitAsync(pod, item => item.Status?.Conditions is { Count: > 0 })).Status!.Conditions!.Single().Message!;

    private Task<Node> CreateNodeAsync(string name, params (string Key, string Value)[] labels) =>
        _client!.CreateAsync(
            new Node
            {
                Metadata = new ObjectMeta { Name = name, Labels = Map(labels) },
            },
            Cancellation
        );

    private Task<Pod> CreatePodAsync(string name, Func<PodSpec, PodSpec>? change = null)
    {
        var spec = new PodSpec { Containers = [new Container { Name = "c", Image = "busybox" }] };
        return _client!.CreateAsync(
            new Pod
            {
                Metadata = new ObjectMeta { Name = name, Namespace = "default" },
                Spec = change?.Invoke(spec) ?? spec,
            },
            Cancellation
        );
    }

    private async Task<Pod> WaitAsync(Pod pod, Func<Pod, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var options = new WatchOptions
        {
            Namespace = pod.Metadata.Namespace,
            FieldSelector = $"metadata.name={pod.Metadata.Name}",
        };
        await foreach (var change in _client!.WatchAsync<Pod>(options, limit.Token))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified && condition(change.Object))
            {
                return change.Object;
            }
        }
        throw new TimeoutException($"pod {pod.Metadata.Name} did not come that far");
    }

    private static Dictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
