using Graft.Containerd.Protocol;

namespace RealNode.Containerd;

/// <summary>Pods run through CRI: under containerd's own runtime, and under one that the installer brought.</summary>
[Collection(nameof(RealPods))]
public sealed class PodTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task Pods_of_both_runtimes_run_side_by_side_and_an_installed_one_stays_until_its_last_sandbox_goes(
        string release
    )
    {
        var before = Configurations.Common;
        await using var node = await PrivateNode.StartAsync(release, before);
        await node.ImportStandardAsync();
        var plain = await Pod.RunAsync(node, "plain");
        var survivor = await plain.StartContainerAsync("main", "echo started; exec sleep 1000");
        var runtime = Installation.ProvideCrunForAnySpecification(node);
        Installation.Succeeds(await Installation.InstallAsync(node, runtime));

        // Containers outlive the restart.
        Assert.Equal(ContainerState.ContainerRunning, (await plain.StatusOfAsync(survivor)).State);
        Assert.Equal("still here\n", await plain.ExecAsync(survivor, "/bin/echo", "still here"));

        var pod = await Pod.RunAsync(node, "crunned", "crun");
        var container = await pod.StartContainerAsync("main", "echo hello; echo sorry >&2; exec sleep 1000");
        Assert.Equal("stdout: started\n", plain.LogOf("main"));
        Assert.Equal("crun", (await pod.StatusAsync()).RuntimeHandler);
        Assert.Equal("uid=0(root) gid=0(root)", (await pod.ExecAsync(container, "/bin/id")).Split(" groups")[0].Trim());
        Assert.Equal(
            ["stderr: sorry", "stdout: hello"],
            pod.LogOf("main").TrimEnd().Split('\n').Order(StringComparer.Ordinal)
        );
        AssertCrunRan(node, pod.Id, container);
        AssertRuncRan(node, plain.Id, survivor);

        var refused = await Installation.UninstallAsync(node, runtime);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("sandbox", refused.Output, StringComparison.Ordinal);
        await pod.StopAsync();
        Assert.Equal(PodSandboxState.SandboxNotready, (await pod.StatusAsync()).State);
        Assert.Equal(3, (await Installation.UninstallAsync(node, runtime)).ExitCode);
        Assert.Equal(["crun", "runc"], await Handlers.ServedByAsync(node));
        Assert.Equal(1, node.Restarts);

        await pod.RemoveAsync();
        Installation.Succeeds(await Installation.UninstallAsync(node, runtime));

        Assert.Equal(["runc"], await Handlers.ServedByAsync(node));
        Assert.Equal(2, node.Restarts);
        Assert.Equal(before, node.Configuration);
        Assert.False(File.Exists(node[$"{Installation.BinaryDirectory}/crun"]));
        Assert.Equal("and still\n", await plain.ExecAsync(survivor, "/bin/echo", "and still"));
        var gone = await Assert.ThrowsAsync<CriException>(() => Pod.RunAsync(node, "late", "crun"));
        Assert.Contains("no runtime for \"crun\" is configured", gone.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task What_a_kubelet_asks_for_is_what_the_container_gets(string release)
    {
        await using var node = await PrivateNode.StartAsync(release, Configurations.Common);
        await node.ImportStandardAsync();
        Directory.CreateDirectory(node["/srv/shared"]);
        File.WriteAllText(node["/srv/shared/file"], "from the node");
        var pod = await Pod.RunAsync(node, "asked");

        var container = await pod.StartContainerAsync(
            "main",
            "pwd; echo $COLOUR; id -u; cat /shared/file; touch /x 2>/dev/null || echo read-only; "
                + "touch /shared/x 2>/dev/null || echo also; grep -c 'NoNewPrivs:.1' /proc/self/status; exit 7",
            config =>
            {
                config.WorkingDir = "/tmp";
                config.Envs.Add(new KeyValue { Key = "COLOUR", Value = "blue" });
                config.Mounts.Add(
                    new Mount
                    {
                        HostPath = "/srv/shared",
                        ContainerPath = "/shared",
                        Readonly = true,
                    }
                );
                config.Labels["l"] = "1";
                config.Annotations["a"] = "2";
                config.Linux.SecurityContext.RunAsUser = new Int64Value { Value = 1234 };
                config.Linux.SecurityContext.ReadonlyRootfs = true;
                config.Linux.SecurityContext.NoNewPrivs = true;
                config.Linux.SecurityContext.SupplementalGroups.Add(77);
                config.Linux.Resources = new LinuxContainerResources { MemoryLimitInBytes = 64 << 20, CpuShares = 100 };
            }
        );
        var status = await pod.EndOfAsync(container);

        Assert.Equal(7, status.ExitCode);
        Assert.Equal(
            ["/tmp", "blue", "1234", "from the noderead-only", "also", "1"],
            pod.LogOf("main").TrimEnd().Split('\n').Select(line => line["stdout: ".Length..])
        );
        Assert.Equal("1", status.Labels["l"]);
        Assert.Equal("2", status.Annotations["a"]);
        Assert.Equal($"/var/log/pods/asked/main/0.log", status.LogPath);
        // A container may end before containerd has noted that it started.
        Assert.InRange(status.StartedAt, status.CreatedAt, long.MaxValue);
        Assert.InRange(status.FinishedAt, status.CreatedAt, long.MaxValue);
        Assert.True(status.CreatedAt > 0);
        var mount = status.Mounts.Single(mount => mount.ContainerPath == "/shared");
        Assert.True(mount.Readonly);
        Assert.Equal("/srv/shared", mount.HostPath);
    }

    [Fact]
    public async Task A_privileged_container_shares_mounts_with_the_node_and_sees_its_processes()
    {
        await using var node = await PrivateNode.StartAsync("1.6", Configurations.Common);
        await node.ImportStandardAsync();
        await node.RunAsync("/bin/mkdir", "/srv/shared");
        await node.RunAsync("/bin/mount", "-t", "tmpfs", "tmpfs", "/srv/shared");
        await node.RunAsync("/bin/mount", "--make-shared", "/srv/shared");
        var pod = await Pod.RunAsync(node, "privileged", privileged: true);

        var container = await pod.StartContainerAsync(
            "main",
            "mkdir /shared/inner && mount -t tmpfs tmpfs /shared/inner && echo deep >/shared/inner/file && ls /proc/1/exe; sleep 1000",
            config =>
            {
                config.Mounts.Add(
                    new Mount
                    {
                        HostPath = "/srv/shared",
                        ContainerPath = "/shared",
                        Propagation = MountPropagation.PropagationBidirectional,
                    }
                );
            }
        );

        Assert.Equal(
            "deep\n",
            await pod.ExecAsync(
                container,
                "/bin/sh",
                "-c",
                "until [ -s /shared/inner/file ]; do :; done; cat /shared/inner/file"
            )
        );
        Assert.Equal("deep\n", await node.RunAsync("/bin/cat", "/srv/shared/inner/file"));
        Assert.Equal(
            await node.RunAsync("/bin/readlink", "/proc/1/ns/pid"),
            await pod.ExecAsync(container, "/bin/busybox", "readlink", "/proc/1/ns/pid")
        );
    }

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task Lists_images_and_logs_are_served_as_a_kubelet_uses_them(string release)
    {
        await using var node = await PrivateNode.StartAsync(release, Configurations.Common);
        await node.ImportStandardAsync();
        var pod = await Pod.RunAsync(node, "listed");
        var container = await pod.StartContainerAsync("main", "trap 'exit 9' TERM; while :; do sleep 0.1; done");

        var sandboxes = await node.Cri.ListPodSandboxAsync(
            new ListPodSandboxRequest { Filter = new PodSandboxFilter { LabelSelector = { ["pod"] = "listed" } } },
            Cancel
        );
        var sandbox = Assert.Single(sandboxes.Items);
        Assert.Equal(pod.Id, sandbox.Id);
        Assert.Equal(
            "listed/tests/uid-listed",
            $"{sandbox.Metadata.Name}/{sandbox.Metadata.Namespace}/{sandbox.Metadata.Uid}"
        );
        Assert.Equal(node.Name, sandbox.Annotations["graft.test/of"]);
        var containers = await node.Cri.ListContainersAsync(
            new ListContainersRequest { Filter = new ContainerFilter { PodSandboxId = pod.Id } },
            Cancel
        );
        Assert.Equal(container, Assert.Single(containers.Containers).Id);
        Assert.Equal("main", containers.Containers[0].Metadata.Name);

        var log = node["/var/log/pods/listed/main/0.log"];
        File.Move(log, log + ".1");
        await node.Cri.ReopenContainerLogAsync(new ReopenContainerLogRequest { ContainerId = container }, Cancel);
        Assert.True(File.Exists(log));

        await node.Cri.StopContainerAsync(new StopContainerRequest { ContainerId = container, Timeout = 60 }, Cancel);
        Assert.Equal(9, (await pod.StatusOfAsync(container)).ExitCode);
        await node.Cri.RemoveContainerAsync(new RemoveContainerRequest { ContainerId = container }, Cancel);
        var e = await Assert.ThrowsAsync<CriException>(() => pod.StatusOfAsync(container));
        Assert.Equal(CriStatus.NotFound, e.Status);

        var image = new ImageSpec { Image = PrivateNode.BusyboxImage };
        var listed = await node.Cri.ListImagesAsync(new ListImagesRequest(), Cancel);
        Assert.Contains(listed.Images, each => each.RepoTags.Contains(PrivateNode.BusyboxImage));
        var found = await node.Cri.ImageStatusAsync(new ImageStatusRequest { Image = image }, Cancel);
        Assert.StartsWith("sha256:", found.Image.Id);
        Assert.True(found.Image.Size > 0);
        await node.Cri.RemoveImageAsync(new RemoveImageRequest { Image = image }, Cancel);
        Assert.Null((await node.Cri.ImageStatusAsync(new ImageStatusRequest { Image = image }, Cancel)).Image);
        await Assert.ThrowsAsync<CriException>(() =>
            node.Cri.PullImageAsync(
                new PullImageRequest { Image = new ImageSpec { Image = "localhost:1/nothing:1" } },
                Cancel
            )
        );
    }

    /// <summary>The two runtimes keep the state of a container in different files of the same directory.</summary>
    private static void AssertCrunRan(PrivateNode node, params string[] containers) =>
        Assert.All(
            containers,
            id =>
            {
                Assert.True(File.Exists(node[$"/run/containerd/runc/k8s.io/{id}/status"]));
                Assert.False(File.Exists(node[$"/run/containerd/runc/k8s.io/{id}/state.json"]));
            }
        );

    private static void AssertRuncRan(PrivateNode node, params string[] containers) =>
        Assert.All(containers, id => Assert.True(File.Exists(node[$"/run/containerd/runc/k8s.io/{id}/state.json"])));
}
