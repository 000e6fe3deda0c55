using Graft.Api.Installation;
using Graft.Containerd.Protocol;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Hosts;
using Graft.Node.Installation;
using Graft.Testing;

namespace Graft.Node.Tests.Installation;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Case_54_an_upgrade_replaces_files_without_writing_into_them_and_without_a_restart()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        await node.InstallAsync();
        using var running = File.OpenRead(node["/var/bin/containerruntimes/bx"]);
        node.WriteContent("bx", "two");

        var outcome = await node.InstallAsync(TestNode.Boxes with { Version = "2.0" });

        Assert.Equal("ready: boxes 2.0 (bx) is installed and served", outcome.Message);
        Assert.Equal(1, node.Restarts);
        Assert.Contains("one", await new StreamReader(running).ReadToEndAsync(TestNode.Cancel));
        Assert.Contains("two", await File.ReadAllTextAsync(node["/var/bin/containerruntimes/bx"], TestNode.Cancel));
    }

    [Fact]
    public async Task Case_54_a_failed_upgrade_leaves_the_old_version_ready()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        await node.InstallAsync();
        File.WriteAllText(Path.Combine(node.Content, "bx"), "#!/bin/sh\necho broken >&2\nexit 1\n");
        var upgrade = TestNode.Boxes with
        {
            Version = "2.0",
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "bx", Arguments = ["--version"] }],
            },
        };

        var outcome = await node.InstallAsync(upgrade);

        Assert.Equal(new Outcome(OutcomeKind.NotReady, "the host check 'bx --version' failed: broken"), outcome);
        Assert.Contains("one", File.ReadAllText(node["/var/bin/containerruntimes/bx"]));
        Assert.Equal(
            new Outcome(
                OutcomeKind.Done,
                "ready: boxes 1.0 (bx) is installed and served; version 2.0 is not: the host check 'bx --version' failed: broken"
            ),
            await node.StatusAsync(upgrade)
        );
        node.WriteContent("bx", "two");
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(upgrade)).Kind);
        Assert.Equal("ready: boxes 2.0 (bx) is installed and served", (await node.StatusAsync(upgrade)).Message);
    }

    [Fact]
    public void Case_54_retries_wait_ten_seconds_doubled_up_to_three_hundred()
    {
        var delays = new RetryDelays();

        Assert.Equal([10, 20, 40, 80, 160, 300, 300], Enumerable.Range(0, 7).Select(_ => delays.Next().TotalSeconds));
        delays.Reset();
        Assert.Equal(TimeSpan.FromSeconds(10), delays.Next());
    }

    [Fact]
    public async Task Case_55_two_runtimes_installed_at_once_both_end_served()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        node.ArrangeCrates();

        var outcomes = await Task.WhenAll(
            Task.Run(() => node.InstallAsync(), TestNode.Cancel),
            Task.Run(() => node.InstallAsync(TestNode.Crates("1.0")), TestNode.Cancel)
        );

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(["bx", "crates-a", "crates-b"], node.Host.ServedHandlers);
        Assert.InRange(node.Restarts, 1, 2);

        // The node agent decodes and re-encodes the file, and loses what it did not read.
        node.Config =
            "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\nruntime_type = 'io.containerd.bx.v1'\n";
        node.Systemctl("restart containerd");
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Crates("1.0"))).Kind);
        Assert.Equal(["bx", "crates-a", "crates-b"], node.Host.ServedHandlers);
        Assert.NotNull(node.Table(TestNode.V3, "bx")!.Find("options", "TypeUrl"));
    }

    [Fact]
    public async Task Case_57_uninstalling_is_refused_while_a_sandbox_exists()
    {
        const string Before = "version = 3\n# mine\n";
        await using var node = await TestNode.StartAsync(config: Before);
        await node.InstallAsync();
        var pod = new PodSandboxMetadata { Namespace = "shop", Name = "web-0" };
        var id = node.Host.RunPodSandbox(pod, "bx");
        node.Host.StopPodSandbox(id);

        var refused = await node.UninstallAsync();

        Assert.Equal(new Outcome(OutcomeKind.Refused, "pod sandboxes still use boxes: shop/web-0"), refused);
        using (var session = node.Open(TestNode.Boxes))
        {
            Assert.Equal(
                "not ready: handler bx is still installed; pod sandboxes still use boxes: shop/web-0",
                (await new StatusReport(session).ReadAbsenceAsync(TestNode.Cancel)).Message
            );
        }
        Assert.Contains("bx", node.Host.ServedHandlers);
        node.Host.RemovePodSandbox(id);
        Assert.Equal(OutcomeKind.Done, (await node.UninstallAsync()).Kind);
        Assert.Equal(Before, node.Config);
        Assert.Equal(2, node.Restarts);
        Assert.Empty(node.Host.ServedHandlers);
        Assert.False(File.Exists(node["/var/bin/containerruntimes/bx"]));
        Assert.False(File.Exists(node["/etc/containerd/bx.toml"]));
    }

    [Fact]
    public async Task Case_57_removing_and_adding_a_runtime_again_costs_no_restart()
    {
        // Removing a runtime from a pool takes the DaemonSet away and leaves the node alone; adding it runs the installer.
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        await node.InstallAsync();
        var before = node.Snapshot();

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);

        Assert.Equal(1, node.Restarts);
        Assert.Equal(before, node.Snapshot());
    }

    [Fact]
    public async Task A_bundle_appears_whole_with_its_paths_rewritten()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        node.ArrangeCrates();

        var outcome = await node.InstallAsync(TestNode.Crates("1.0"));

        Assert.Equal("ready: crates 1.0 (crates-a, crates-b) is installed and served", outcome.Message);
        Assert.Equal(
            "kernel = \"/opt/crates/1.0/share/vmlinux\" # not /usr/opt/crates/x\n",
            File.ReadAllText(node["/opt/crates/1.0/share/crates-a.toml"])
        );
        Assert.Equal(
            "/opt/crates/1.0/bin/shim",
            new FileInfo(node["/var/bin/containerruntimes/containerd-shim-crates-v2"]).LinkTarget
        );
        Assert.True(File.Exists(node["/opt/crates/1.0/.installed"]));
        Assert.Equal(1, node.Restarts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Old_bundles_go_but_for_what_still_runs(bool isRunning)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        node.ArrangeCrates();
        await node.InstallAsync(TestNode.Crates("1.0"));

        var outcome = await node.InstallAsync(
            TestNode.Crates("2.0"),
            files => new RunningFileSystem(files, isRunning ? "/opt/crates/1.0/bin/shim" : null)
        );

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(isRunning, File.Exists(node["/opt/crates/1.0/bin/shim"]));
        Assert.False(Directory.Exists(node["/opt/crates/1.0/share"]));
        Assert.True(File.Exists(node["/opt/crates/2.0/share/crates-a.toml"]));
        await node.InstallAsync(TestNode.Crates("2.0"), files => new RunningFileSystem(files, null));
        Assert.False(Directory.Exists(node["/opt/crates/1.0"]));
        Assert.Equal(2, node.Restarts);
    }

    [Fact]
    public async Task A_handler_that_is_not_served_is_rolled_back_and_tried_again_only_with_other_input()
    {
        // Before containerd 2.0 an import replaces the whole plugin section.
        const string Config = "version = 2\nimports = ['/etc/containerd/conf.d/*.toml']\n";
        await using var node = await TestNode.StartAsync(new StandInOptions { ContainerdVersion = "1.7.24" }, Config);
        node.Write(
            "/etc/containerd/conf.d/site.toml",
            "[plugins.'io.containerd.grpc.v1.cri']\nenable_selinux = true\n"
        );
        node.Systemctl("restart containerd");

        var outcome = await node.InstallAsync();

        Assert.Equal(
            new Outcome(
                OutcomeKind.NotReady,
                "containerd does not serve handler bx; the previous configuration is back in force"
            ),
            outcome
        );
        Assert.Equal(Config, node.Config);
        Assert.Equal(3, node.Restarts);
        Assert.Equal(outcome, await node.InstallAsync());
        Assert.Equal(3, node.Restarts);
        Assert.Equal("not ready: " + outcome.Message, (await node.StatusAsync()).Message);

        node.Config = "version = 2\n";
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.Equal(4, node.Restarts);
    }

    [Theory]
    [InlineData("1.6.20")]
    [InlineData("1.7.14")]
    public async Task An_older_containerd_is_verified_by_its_effective_configuration(string version)
    {
        await using var node = await TestNode.StartAsync(new StandInOptions { ContainerdVersion = version });

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(["bx", "runc"], node.Host.ServedHandlers);
        Assert.Equal(outcome, await node.StatusAsync());
    }

    [Fact]
    public async Task Systemds_start_limit_is_waited_out()
    {
        await using var node = await TestNode.StartAsync(new StandInOptions { StartLimitBurst = 1 }, "version = 3\n");
        var time = new ManualTimeProvider();

        var installation = node.InstallAsync(time: time);
        while (!installation.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(installation, Task.Delay(20, TestNode.Cancel));
        }

        Assert.Equal(OutcomeKind.Done, (await installation).Kind);
        Assert.Contains("reset-failed containerd.service", node.Host.SystemctlCalls);
        Assert.Equal(1, node.Restarts);
    }

    private sealed class RunningFileSystem(IHostFileSystem inner, string? program) : DelegatingFileSystem(inner)
    {
        public override IReadOnlySet<FileIdentity> RunningPrograms() =>
            program is not null && FindTarget(HostPath.Parse(program)) is { } entry
                ? new HashSet<FileIdentity> { entry.Identity }
                : new HashSet<FileIdentity>();
    }
}
