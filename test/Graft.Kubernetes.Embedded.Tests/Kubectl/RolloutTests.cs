namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class RolloutTests(KubectlCluster fixture)
{
    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task The_rollout_of_a_daemon_set_ends_when_its_pods_are_ready(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        var node = $"node-{kubectl.Namespace}";
        await kubectl.RunFileAsync(
            $$"""
            apiVersion: v1
            kind: Node
            metadata: {name: {{node}}, labels: {only: {{kubectl.Namespace}} } }
            """,
            "create"
        );
        await kubectl.RunFileAsync(
            $$"""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent}
            spec:
              selector: {matchLabels: {app: agent} }
              template:
                metadata: {labels: {app: agent} }
                spec:
                  nodeSelector: {only: {{kubectl.Namespace}} }
                  containers: [{name: a, image: "agent:1"}]
            """,
            "create"
        );

        await kubectl.RunAsync(
            "wait",
            "ds/agent",
            "--for=jsonpath={.status.desiredNumberScheduled}=1",
            "--timeout=30s"
        );
        var rollout = kubectl.RunAsync("rollout", "status", "ds/agent", "--timeout=30s");
        var pod = (await kubectl.RunAsync("get", "pods", "-l", "app=agent", "-o", "name")).Trim();
        Assert.StartsWith("pod/agent-", pod, StringComparison.Ordinal);
        await kubectl.RunAsync(
            "patch",
            pod,
            "--subresource=status",
            "--type=merge",
            "-p",
            """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2020-01-01T00:00:00Z"}]}}"""
        );

        Assert.Contains("daemon set \"agent\" successfully rolled out", await rollout, StringComparison.Ordinal);
        Assert.Matches(
            @"^NAME\s+DESIRED\s+CURRENT\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+NODE SELECTOR\s+AGE\nagent\s+1\s+1\s+1\s+1\s+1\s",
            await kubectl.RunAsync("get", "ds", "agent")
        );
        Assert.Contains(
            "Desired Number of Nodes Scheduled: 1",
            await kubectl.RunAsync("describe", "ds", "agent"),
            StringComparison.Ordinal
        );
        await kubectl.RunAsync("cordon", node);
        Assert.Matches(@"SchedulingDisabled", await kubectl.RunAsync("get", "node", node));
        await kubectl.RunAsync("delete", "node", node);
    }
}
