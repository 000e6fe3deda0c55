using static Graft.Kubernetes.Embedded.Tests.Kubectl.KubectlCluster;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

public sealed class DeleteTests(KubectlCluster fixture)
{
    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Delete_waits_for_finalizers(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1), "create");
        await kubectl.RunAsync(
            "patch",
            "wd",
            "w",
            "--type=merge",
            "-p",
            """{"metadata":{"finalizers":["example.org/hold"]}}"""
        );

        var delete = kubectl.RunAsync("delete", "wd", "w", "--wait");
        await kubectl.RunAsync(
            "wait",
            "wd/w",
            "--for=jsonpath={.metadata.deletionGracePeriodSeconds}=0",
            "--timeout=30s"
        );
        Assert.False(delete.IsCompleted);
        await kubectl.RunAsync("patch", "wd", "w", "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");

        Assert.StartsWith("widget.example.org \"w\" deleted", await delete, StringComparison.Ordinal);
        Assert.Equal(1, (await kubectl.TryAsync("get", "wd", "w")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Delete_cascades_as_it_is_told(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        foreach (var mode in (string[])["background", "foreground", "orphan"])
        {
            await kubectl.RunFileAsync(Widget("owner", 1), "create");
            var uid = await kubectl.RunAsync("get", "wd", "owner", "-o", "jsonpath={.metadata.uid}");
            await kubectl.RunFileAsync(
                $$"""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{mode}}
                  ownerReferences: [{apiVersion: example.org/v1, kind: Widget, name: owner, uid: {{uid}}, blockOwnerDeletion: true}]
                """,
                "create"
            );

            await kubectl.RunAsync("delete", "wd", "owner", $"--cascade={mode}");

            if (mode == "orphan")
            {
                Assert.Equal(
                    "",
                    await kubectl.RunAsync("get", "cm", mode, "-o", "jsonpath={.metadata.ownerReferences}")
                );
            }
            else
            {
                await kubectl.RunAsync("wait", $"cm/{mode}", "--for=delete", "--timeout=30s");
            }
        }
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Delete_takes_selectors_files_and_whole_namespaces(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("a", 1), "create");
        await kubectl.RunFileAsync(Widget("b", 1), "create");
        await kubectl.RunFileAsync(Widget("c", 1), "create");

        await kubectl.RunAsync("delete", "wd", "-l", "app=a");
        await kubectl.RunFileAsync(Widget("b", 1), "delete");
        Assert.Equal("widget.example.org/c\n", await kubectl.RunAsync("get", "wd", "-o", "name"));
        Assert.Equal("", await kubectl.RunAsync("delete", "wd", "gone", "--ignore-not-found"));
        Assert.Contains(
            "(server dry run)",
            await kubectl.RunAsync("delete", "wd", "c", "--dry-run=server"),
            StringComparison.Ordinal
        );
        await kubectl.RunAsync("delete", "namespace", kubectl.Namespace, "--wait");

        Assert.Contains(
            "NotFound",
            (await kubectl.TryAsync("get", "ns", kubectl.Namespace)).Error,
            StringComparison.Ordinal
        );
        Assert.Equal("", await kubectl.RunAsync("get", "wd", "-o", "name"));
    }

    [Theory]
    [MemberData(nameof(KubectlBinaries.All), MemberType = typeof(KubectlBinaries))]
    public async Task Wait_ends_when_a_condition_or_a_value_is_there(string version)
    {
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);
        await kubectl.RunFileAsync(Widget("w", 1), "create");

        var condition = kubectl.RunAsync("wait", "wd/w", "--for=condition=Ready", "--timeout=30s");
        var value = kubectl.RunAsync("wait", "wd/w", "--for=jsonpath={.status.phase}=Done", "--timeout=30s");
        await kubectl.RunAsync(
            "patch",
            "wd",
            "w",
            "--subresource=status",
            "--type=merge",
            "-p",
            """{"status":{"phase":"Done","conditions":[{"type":"Ready","status":"True"}]}}"""
        );

        Assert.Equal("widget.example.org/w condition met\n", await condition);
        Assert.Equal("widget.example.org/w condition met\n", await value);
        var late = await kubectl.TryAsync("wait", "wd/w", "--for=condition=Never", "--timeout=1s");
        Assert.Contains("timed out waiting for the condition on widgets/w", late.Error, StringComparison.Ordinal);
    }
}
