using static Graft.Kubernetes.Embedded.Tests.Kubectl.KubectlCluster;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class DiscoveryTests(KubectlCluster fixture)
{
    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Lists_kinds_and_versions(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        var resources = await kubectl.RunAsync("api-resources");
        Assert.Matches(@"(?m)^widgets\s+wd\s+example.org/v1\s+true\s+Widget$", resources);
        Assert.Matches(@"(?m)^configmaps\s+cm\s+v1\s+true\s+ConfigMap$", resources);
        Assert.Matches(@"(?m)^nodes\s+no\s+v1\s+false\s+Node$", resources);
        Assert.Matches(
            @"(?m)^widgets\s+.*delete,deletecollection,get,list,patch,create,update,watch",
            await kubectl.RunAsync("api-resources", "--api-group=example.org", "-o", "wide")
        );
        Assert.Contains("example.org/v1\n", await kubectl.RunAsync("api-versions"), StringComparison.Ordinal);
        Assert.Contains("Server Version", await kubectl.RunAsync("version"), StringComparison.Ordinal);
        Assert.Contains("is running at", await kubectl.RunAsync("cluster-info"), StringComparison.Ordinal);
        Assert.Equal("ok", await kubectl.RunAsync("get", "--raw", "/readyz"));
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Explains_custom_and_built_in_kinds(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        var widget = await kubectl.RunAsync("explain", "widget");
        Assert.Contains("Widget is a thing to test with.", widget, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\s+metadata\s+<ObjectMeta>", widget);
        Assert.Matches(
            @"(?s)GROUP:\s+example.org.*FIELD: size <integer>.*Size in centimetres",
            await kubectl.RunAsync("explain", "widget.spec.size")
        );
        Assert.Matches(@"(?s)runtimeClassName\s+<string>", await kubectl.RunAsync("explain", "pod.spec"));
        Assert.Contains(
            "imagePullPolicy",
            await kubectl.RunAsync("explain", "ds.spec.template.spec.containers", "--recursive"),
            StringComparison.Ordinal
        );
        Assert.Equal(1, (await kubectl.TryAsync("explain", "widget.spec.nothing")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Describes_objects_with_their_events(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 3), "create");
        var uid = await kubectl.RunAsync("get", "wd", "w", "-o", "jsonpath={.metadata.uid}");
        await kubectl.RunFileAsync(
            $$"""
            apiVersion: v1
            kind: Event
            metadata: {name: e1}
            involvedObject: {apiVersion: example.org/v1, kind: Widget, name: w, namespace: {{kubectl.Namespace}}, uid: {{uid}} }
            reason: Painted
            message: It is red now
            type: Normal
            source: {component: painter}
            """,
            "create"
        );
        await kubectl.RunAsync("create", "secret", "generic", "s", "--from-literal=a=12345");

        var widget = await kubectl.RunAsync("describe", "wd", "w");
        Assert.Matches(@"(?m)^Name:\s+w$", widget);
        Assert.Matches(@"(?m)^\s+Size:\s+3$", widget);
        Assert.Matches(@"Normal\s+Painted\s+.*painter\s+It is red now", widget);
        Assert.Matches(@"a:\s+5 bytes", await kubectl.RunAsync("describe", "secret", "s"));
        Assert.Matches(@"(?m)^Status:\s+Active$", await kubectl.RunAsync("describe", "ns", kubectl.Namespace));
        Assert.Matches(@"Normal\s+Painted\s+[Ww]idget/w\s+It is red now", await kubectl.RunAsync("events"));
        Assert.Contains("Painted", await kubectl.RunAsync("events", "--for", "widget/w"), StringComparison.Ordinal);
        Assert.Contains("Painted", await kubectl.RunAsync("get", "events"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Asks_what_one_may_do(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        Assert.Equal("yes\n", await kubectl.RunAsync("auth", "can-i", "create", "pods"));
        Assert.Matches(@"\*\.\*\s+\[\]\s+\[\]\s+\[\*\]", await kubectl.RunAsync("auth", "can-i", "--list"));
        Assert.Matches(@"Username\s+\S+", await kubectl.RunAsync("auth", "whoami"));
    }
}
