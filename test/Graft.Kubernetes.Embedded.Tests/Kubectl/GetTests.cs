using static Graft.Kubernetes.Embedded.Tests.Kubectl.KubectlCluster;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class GetTests(KubectlCluster fixture)
{
    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Prints_tables_as_the_kind_defines_them(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunAsync("create", "configmap", "one", "--from-literal=a=1", "--from-literal=b=2");
        await kubectl.RunFileAsync(Widget("w", 3), "create");

        Assert.Matches(@"^NAME\s+DATA\s+AGE\none\s+2\s+\d+s\n$", await kubectl.RunAsync("get", "configmap", "one"));
        Assert.Matches(@"^NAME\s+SIZE\s+AGE\nw\s+3\s+\d+s\n$", await kubectl.RunAsync("get", "widgets"));
        Assert.Matches(
            @"^NAME\s+SIZE\s+COLOUR\s+AGE\nw\s+3\s+red\s+\d+s\n$",
            await kubectl.RunAsync("get", "wd", "-o", "wide")
        );
        Assert.Matches(
            @"^NAME\s+SIZE\s+AGE\s+LABELS\nw\s+3\s+\d+s\s+app=w\n$",
            await kubectl.RunAsync("get", "wd", "--show-labels")
        );
        Assert.Matches($@"(?m)^{kubectl.Namespace}\s+w\s+3\s+\d+s$", await kubectl.RunAsync("get", "widgets", "-A"));
        Assert.Matches(
            @"^NAME\s+STATUS\s+AGE\nns-\S+\s+Active\s+\d+s\n$",
            await kubectl.RunAsync("get", "ns", kubectl.Namespace)
        );
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Prints_objects_in_every_form(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 3), "create");

        Assert.Contains(
            "kind: Widget\n",
            await kubectl.RunAsync("get", "widget", "w", "-o", "yaml"),
            StringComparison.Ordinal
        );
        Assert.Equal("3", await kubectl.RunAsync("get", "widget/w", "-o", "jsonpath={.spec.size}"));
        Assert.Equal("widget.example.org/w\n", await kubectl.RunAsync("get", "widget", "-o", "name"));
        Assert.Matches(
            @"^N\s+S\nw\s+3\n$",
            await kubectl.RunAsync("get", "wd", "-o", "custom-columns=N:.metadata.name,S:.spec.size")
        );
        Assert.Equal("red", await kubectl.RunAsync("get", "wd", "w", "-o", "go-template={{.spec.colour}}"));
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Selects_sorts_and_pages(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        for (var size = 1; size <= 5; size++)
        {
            await kubectl.RunFileAsync(Widget($"w{size}", 6 - size), "create");
        }

        Assert.Equal("widget.example.org/w2\n", await kubectl.RunAsync("get", "wd", "-l", "app=w2", "-o", "name"));
        Assert.Equal(
            "widget.example.org/w1\nwidget.example.org/w3\n",
            await kubectl.RunAsync("get", "wd", "-l", "app in (w1,w3)", "-o", "name")
        );
        Assert.Equal(
            "widget.example.org/w4\n",
            await kubectl.RunAsync("get", "wd", "--field-selector", "metadata.name=w4", "-o", "name")
        );
        Assert.Equal(5, (await kubectl.RunAsync("get", "wd", "--chunk-size=2", "-o", "name")).Split('\n').Length - 1);
        Assert.Matches(@"(?s)^NAME.*w5.*w4.*w3.*w2.*w1", await kubectl.RunAsync("get", "wd", "--sort-by=.spec.size"));
        var missing = await kubectl.TryAsync("get", "wd", "nothing");
        Assert.Equal(1, missing.ExitCode);
        Assert.Equal("Error from server (NotFound): widgets.example.org \"nothing\" not found\n", missing.Error);
        Assert.Equal("", await kubectl.RunAsync("get", "wd", "-l", "app=none", "-o", "name"));
        Assert.Contains(
            "the server doesn't have a resource type \"gadgets\"",
            (await kubectl.TryAsync("get", "gadgets")).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Watches_what_comes_changes_and_goes(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1), "create");
        using var watch = kubectl.Start("get", "wd", "-w", "--output-watch-events");
        try
        {
            Assert.Matches(@"^EVENT\s+NAME\s+SIZE\s+AGE", await LineAsync(watch));
            Assert.Matches(@"^ADDED\s+w\s+1", await LineAsync(watch));
            await kubectl.RunAsync("patch", "wd", "w", "--type=merge", "-p", """{"spec":{"size":2}}""");
            Assert.Matches(@"^MODIFIED\s+w\s+2", await LineAsync(watch));
            await kubectl.RunAsync("delete", "wd", "w");
            Assert.Matches(@"^DELETED\s+w\s+2", await LineAsync(watch));
        }
        finally
        {
            watch.Kill();
        }
    }

    private static async Task<string> LineAsync(System.Diagnostics.Process process)
    {
        var line = process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        return await line.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken) ?? "";
    }
}
