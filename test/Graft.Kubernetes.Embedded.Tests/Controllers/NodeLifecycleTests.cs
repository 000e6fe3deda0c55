using System.Text.Json.Nodes;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Controllers;

/// <summary>What becomes of nodes that are not heard of, and of their pods.</summary>
public sealed class NodeLifecycleTests : IAsyncDisposable
{
    private const string Nodes = "/api/v1/nodes";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ApiServer? _server;

    private ApiServer Server => _server ?? throw new InvalidOperationException("the server is not started");

    [Fact]
    public async Task A_silent_node_becomes_unknown_and_recovers_when_it_reports()
    {
        await StartAsync("True");
        await CreatePodAsync("p", "");

        var lost = await UntilAsync(Nodes + "/n", node => Ready(node) == "Unknown" && Taints(node).Length == 2);

        Assert.Equal(
            ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"],
            Taints(lost)
        );
        Assert.Equal("NodeStatusUnknown", (string?)Condition(lost, "Ready")!["reason"]);
        Assert.Equal("Kubelet stopped posting node status.", (string?)Condition(lost, "Ready")!["message"]);
        Assert.Equal("NodeStatusNeverUpdated", (string?)Condition(lost, "DiskPressure")!["reason"]);
        await UntilAsync($"{Pods}/p", pod => Ready(pod) == "False");
        await UntilAsync(
            "/api/v1/namespaces/default/events?fieldSelector=reason%3DNodeNotReady",
            events => events["items"]!.AsArray().Count == 1
        );

        await ReportAsync("True");

        Assert.Equal("True", Ready(await UntilAsync(Nodes + "/n", node => Taints(node).Length == 0)));
    }

    [Fact]
    public async Task A_node_that_renews_its_lease_is_not_lost()
    {
        await StartAsync("True");
        await Server.CreateAsync(Leases, """{"metadata":{"name":"n"},"spec":{"holderIdentity":"n"}}""");
        for (var i = 0; i < 12; i++)
        {
            var renewed = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ");
            await Server.MergeAsync($"{Leases}/n", $$$"""{"spec":{"renewTime":"{{{renewed}}}"}}""");
            await SeenAsync();
            _time.Advance(TimeSpan.FromSeconds(10));
        }
        await SeenAsync();

        Assert.Equal("True", Ready((await Server.GetAsync(Nodes + "/n")).Body));
    }

    [Fact]
    public async Task Pods_go_when_they_no_longer_tolerate_the_loss_of_their_node()
    {
        await StartAsync("True");
        await CreatePodAsync("ordinary", "");
        await CreatePodAsync(
            "short",
            """,{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":10}"""
        );
        await CreatePodAsync("patient", """,{"operator":"Exists"}""");
        var lost = await UntilAsync(Nodes + "/n", node => Taints(node).Length == 2);
        var lostAt = _time.GetUtcNow();

        await UntilAsync($"{Pods}/short", pod => (string?)pod["reason"] == "NotFound");
        Assert.Equal(200, (await Server.GetAsync($"{Pods}/ordinary")).Code);
        await UntilAsync($"{Pods}/ordinary", pod => (string?)pod["reason"] == "NotFound");

        Assert.InRange(_time.GetUtcNow() - lostAt, TimeSpan.FromSeconds(280), TimeSpan.FromSeconds(400));
        Assert.Equal(200, (await Server.GetAsync($"{Pods}/patient")).Code);
        Assert.Equal(2, Taints(lost).Length);
    }

    [Fact]
    public async Task Taints_follow_what_a_node_reports_and_others_stay()
    {
        await StartAsync("False");
        await Server.MergeAsync(
            Nodes + "/n",
            """{"spec":{"unschedulable":true,"taints":[{"key":"own","effect":"NoSchedule"}]}}"""
        );

        var node = await UntilAsync(Nodes + "/n", value => Taints(value).Length == 4);

        Assert.Equal(
            [
                "node.kubernetes.io/not-ready:NoExecute",
                "node.kubernetes.io/not-ready:NoSchedule",
                "node.kubernetes.io/unschedulable:NoSchedule",
                "own:NoSchedule",
            ],
            Taints(node)
        );
        await ReportAsync("True");
        await Server.MergeAsync(Nodes + "/n", """{"spec":{"unschedulable":null}}""");
        Assert.Equal(["own:NoSchedule"], Taints(await UntilAsync(Nodes + "/n", value => Taints(value).Length == 1)));
    }

    [Fact]
    public async Task A_machine_that_slept_does_not_lose_its_nodes()
    {
        var asleep = new SleepingTimeProvider(_time);
        await StartAsync("True", asleep);
        await SeenAsync();

        asleep.Sleep(TimeSpan.FromHours(8));
        _time.Advance(TimeSpan.FromSeconds(6));
        await SeenAsync();

        Assert.Equal("True", Ready((await Server.GetAsync(Nodes + "/n")).Body));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task StartAsync(string ready, TimeProvider? time = null)
    {
        _server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { Time = time ?? _time }
        );
        await Server.CreateAsync(Nodes, NodeBody(ready, _time.GetUtcNow()));
    }

    private async Task ReportAsync(string ready)
    {
        var (code, body) = await Server.MergeAsync(Nodes + "/n/status", NodeBody(ready, _time.GetUtcNow()));
        Assert.True(code == 200, body.ToJsonString());
    }

    private static string NodeBody(string ready, DateTimeOffset now) =>
        $$$"""{"metadata":{"name":"n"},"status":{"conditions":[{"type":"Ready","status":"{{{ready}}}","lastHeartbeatTime":"{{{now:yyyy-MM-ddTHH:mm:ssZ}}}"}]}}""";

    private async Task CreatePodAsync(string name, string tolerations)
    {
        await Server.CreateAsync(
            Pods,
            $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"n","tolerations":[{{{tolerations.TrimStart(',')}}}],"containers":[{"name":"c","image":"i"}]}}"""
        );
        await Server.MergeAsync(
            $"{Pods}/{name}/status",
            """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}"""
        );
    }

    /// <summary>Lets time pass in small steps until an object is as expected.</summary>
    private async Task<JsonObject> UntilAsync(string path, Func<JsonObject, bool> isExpected)
    {
        for (var i = 0; i < 400; i++)
        {
            var (_, value) = await Server.GetAsync(path);
            if (isExpected(value))
            {
                return value;
            }
            _time.Advance(TimeSpan.FromSeconds(1));
            await SeenAsync();
        }
        throw new TimeoutException($"{path} did not become as expected: {(await Server.GetAsync(path)).Body}");
    }

    /// <summary>Completes when the node controller has worked off what happened before.</summary>
    private async Task SeenAsync()
    {
        var name = $"probe-{Guid.NewGuid():n}";
        await Server.CreateAsync(Nodes, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"unschedulable":true}}""");
        for (var i = 0; i < 3000; i++)
        {
            if (Taints((await Server.GetAsync($"{Nodes}/{name}")).Body).Length == 1)
            {
                await Server.DeleteAsync($"{Nodes}/{name}");
                return;
            }
        }
        throw new TimeoutException("the node controller does not run");
    }

    private static string? Ready(JsonObject value) => (string?)Condition(value, "Ready")?["status"];

    private static JsonNode? Condition(JsonObject value, string type) =>
        (value["status"]?["conditions"] as JsonArray)?.FirstOrDefault(each => (string?)each!["type"] == type);

    private static string[] Taints(JsonObject node) =>
        [
            .. ((node["spec"]?["taints"] as JsonArray) ?? [])
                .Select(taint => $"{(string?)taint!["key"]}:{(string?)taint["effect"]}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A clock that jumps without any timer firing, as that of a machine does while it sleeps.</summary>
    private sealed class SleepingTimeProvider(ManualTimeProvider time) : TimeProvider
    {
        private TimeSpan _slept;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _slept;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);

        public void Sleep(TimeSpan duration) => _slept += duration;
    }
}
