using Graft.Containerd.Protocol;
using RealNode.Installers;

namespace RealNode.Machines;

/// <summary>A runtime leaves a real node only when no sandbox uses it, and leaves nothing behind.</summary>
[Collection(SharedMachineTests.Name)]
public sealed class UninstallTests(SharedMachine shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_refused_while_a_sandbox_runs_and_then_takes_one_restart_to_the_configuration_of_before()
    {
        var machine = await shared.CleanAsync();
        var before = await File.ReadAllBytesAsync(shared.Configuration, Token);
        await shared.InstallAsync(Runtimes.Crun);
        using var cri = new CriConnection(machine.Machine.CriSocket);
        var sandbox = await TestPod.RunSandboxAsync(cri, "crun");
        var status = await cri.PodSandboxStatusAsync(new PodSandboxStatusRequest { PodSandboxId = sandbox }, Token);
        Assert.Equal(PodSandboxState.SandboxReady, status.Status.State);
        Assert.StartsWith("10.85.0.", status.Status.Network.Ip);
        Assert.Equal("crun", status.Status.RuntimeHandler);
        var runs = await ContainerdRuns.ReadAsync(machine);

        var refused = await shared.RunInstallerAsync("uninstall", Runtimes.Crun);

        Assert.True(refused.ExitCode == 3, refused.Output + refused.Error);
        Assert.Contains("pod sandboxes still use crun: tests/sandbox", refused.Output);
        Assert.Equal(runs, await ContainerdRuns.ReadAsync(machine));

        await TestPod.RemoveSandboxAsync(cri, sandbox);
        var removed = await shared.RunInstallerAsync("uninstall", Runtimes.Crun);

        Assert.True(removed.Succeeded, removed.Output + removed.Error);
        Assert.Equal(runs.Starts + 1, (await ContainerdRuns.ReadAsync(machine)).Starts);
        Assert.Equal(before, await File.ReadAllBytesAsync(shared.Configuration, Token));
        Assert.False(File.Exists(shared.Machine.Disk + "/usr/bin/crun"));
    }
}
