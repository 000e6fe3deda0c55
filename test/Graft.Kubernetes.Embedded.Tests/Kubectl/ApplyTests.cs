using System.Text.Json.Nodes;
using static Graft.Kubernetes.Embedded.Tests.Kubectl.KubectlCluster;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class ApplyTests(KubectlCluster fixture)
{
    private const string DaemonSet = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              nodeSelector: {nowhere: "true"}
              containers:
              - {name: a, image: "agent:1", env: [{name: A, value: "1"}]}
              - {name: b, image: "helper:1"}
        """;

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Client_side_apply_creates_changes_and_leaves_alone(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        Assert.Equal(
            "widget.example.org/w created\n",
            await kubectl.RunFileAsync(Widget("w", 1, ", colour: green"), "apply")
        );
        Assert.Equal(
            "widget.example.org/w unchanged\n",
            await kubectl.RunFileAsync(Widget("w", 1, ", colour: green"), "apply")
        );
        Assert.Equal("widget.example.org/w configured\n", await kubectl.RunFileAsync(Widget("w", 2), "apply"));
        Assert.Equal("2 red", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.size} {.spec.colour}"));
        Assert.Equal(
            "widget.example.org/x created (server dry run)\n",
            await kubectl.RunFileAsync(Widget("x", 1), "apply", "--dry-run=server")
        );
        Assert.Equal(1, (await kubectl.TryAsync("get", "wd", "x")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Client_side_apply_merges_the_lists_of_built_in_kinds(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(DaemonSet, "apply");

        var changed = DaemonSet.Replace("agent:1", "agent:2", StringComparison.Ordinal);
        changed = changed[..changed.IndexOf("\n      - {name: b", StringComparison.Ordinal)];
        Assert.Equal("daemonset.apps/agent configured\n", await kubectl.RunFileAsync(changed, "apply"));

        Assert.Equal(
            "a=agent:2 ",
            await kubectl.RunAsync(
                "get",
                "ds",
                "agent",
                "-o",
                "jsonpath={range .spec.template.spec.containers[*]}{.name}={.image} {end}"
            )
        );
        Assert.Equal("daemonset.apps/agent unchanged\n", await kubectl.RunFileAsync(changed, "apply"));
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Server_side_apply_conflicts_until_it_is_forced(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        Assert.Equal(
            "widget.example.org/w serverside-applied\n",
            await kubectl.RunFileAsync(Widget("w", 1), "apply", "--server-side", "--field-manager=first")
        );

        var refused = await kubectl.TryFileAsync(Widget("w", 2), "apply", "--server-side", "--field-manager=second");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "Apply failed with 1 conflict: conflict with \"first\": .spec.size",
            refused.Error,
            StringComparison.Ordinal
        );
        await kubectl.RunFileAsync(
            Widget("w", 2),
            "apply",
            "--server-side",
            "--field-manager=second",
            "--force-conflicts"
        );

        var managers = (JsonArray)
            (await kubectl.JsonAsync("get", "wd", "w", "--show-managed-fields"))["metadata"]!["managedFields"]!;
        Assert.Equal(["first", "second"], managers.Select(entry => entry!["manager"]!.GetValue<string>()).Order());
        Assert.Equal("2", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.size}"));
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Server_side_apply_gives_up_what_is_no_longer_there(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(DaemonSet, "apply", "--server-side");

        var changed = DaemonSet[..DaemonSet.IndexOf("\n      - {name: b", StringComparison.Ordinal)]
            .Replace(", env: [{name: A, value: \"1\"}]", "", StringComparison.Ordinal);
        await kubectl.RunFileAsync(changed, "apply", "--server-side");

        Assert.Equal(
            "a",
            await kubectl.RunAsync("get", "ds", "agent", "-o", "jsonpath={.spec.template.spec.containers[*].name}")
        );
        Assert.Equal(
            "",
            await kubectl.RunAsync("get", "ds", "agent", "-o", "jsonpath={.spec.template.spec.containers[0].env}")
        );
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task One_can_change_over_from_client_side_to_server_side_apply(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1, ", parts: [{name: a}, {name: b}]"), "apply");

        await kubectl.RunFileAsync(Widget("w", 2, ", parts: [{name: b, count: 2}]"), "apply", "--server-side");

        Assert.Equal(
            "2 b",
            await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.size} {.spec.parts[*].name}")
        );
        Assert.Equal(
            "widget.example.org/w serverside-applied\n",
            await kubectl.RunFileAsync(Widget("w", 2), "apply", "--server-side")
        );
        Assert.Equal("", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.parts}"));
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Diff_shows_what_an_apply_would_change_and_changes_nothing(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1), "apply");

        Assert.Equal(0, (await kubectl.TryFileAsync(Widget("w", 1), "diff")).ExitCode);
        var client = await kubectl.TryFileAsync(Widget("w", 7), "diff");
        Assert.Equal(1, client.ExitCode);
        Assert.Contains("-  size: 1\n+  size: 7\n", client.Output, StringComparison.Ordinal);
        var server = await kubectl.TryFileAsync(Widget("w", 7), "diff", "--server-side", "--force-conflicts");
        Assert.Contains("+  size: 7\n", server.Output, StringComparison.Ordinal);
        Assert.Equal("1", await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.spec.size}"));
    }
}
