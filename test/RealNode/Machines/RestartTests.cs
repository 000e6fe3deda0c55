using RealNode.Installers;

namespace RealNode.Machines;

/// <summary>What happens around the restart of a real containerd when several want it, or when it goes wrong.</summary>
[Collection(SharedMachineTests.Name)]
public sealed class RestartTests(SharedMachine shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_runtimes_installed_at_the_same_time_share_one_restart()
    {
        var machine = await shared.CleanAsync();
        shared.SkipWithoutContent(Runtimes.GVisor);
        var runs = await ContainerdRuns.ReadAsync(machine);

        await Task.WhenAll(shared.InstallAsync(Runtimes.Crun), shared.InstallAsync(Runtimes.GVisor));

        var after = await ContainerdRuns.ReadAsync(machine);
        Assert.Equal(runs.Starts + 1, after.Starts);
        Assert.Contains("ready: crun", (await shared.RunInstallerAsync("status", Runtimes.Crun)).Output);
        Assert.Contains("ready: gvisor", (await shared.RunInstallerAsync("status", Runtimes.GVisor)).Output);
    }

    [Fact]
    public async Task After_a_kill_between_write_and_restart_the_next_run_restarts_once()
    {
        var machine = await shared.CleanAsync();
        var pristine = await File.ReadAllBytesAsync(shared.Configuration, Token);
        var runs = await ContainerdRuns.ReadAsync(machine);
        // The node's own systemctl, but for a restart it waits until it is killed.
        await machine.OutputAsync(
            "/bin/sh",
            "-c",
            """
            cat >/usr/local/sbin/systemctl <<'END'
            #!/bin/sh
            case "$*" in restart*) touch /run/held; exec sleep 3600 ;; esac
            exec /usr/bin/systemctl "$@"
            END
            chmod 0755 /usr/local/sbin/systemctl
            """
        );
        var killed = shared.RunInstallerAsync("install", Runtimes.Crun);
        await machine.OutputAsync(
            "timeout",
            "60",
            "/bin/sh",
            "-c",
            "until [ -e /run/held ]; do sleep 0.1; done; rm /usr/local/sbin/systemctl; "
                + "systemctl kill --kill-whom=all --signal=SIGKILL graft-run-crun.service"
        );
        Assert.False((await killed).Succeeded);
        Assert.NotEqual(pristine, await File.ReadAllBytesAsync(shared.Configuration, Token));
        Assert.Equal(runs, await ContainerdRuns.ReadAsync(machine));

        await shared.InstallAsync(Runtimes.Crun);

        Assert.Equal(runs.Starts + 1, (await ContainerdRuns.ReadAsync(machine)).Starts);
        Assert.False(File.Exists(shared.Machine.Disk + "/var/lib/graft/restart-pending"));
    }

    [Fact]
    public async Task A_configuration_that_containerd_does_not_serve_goes_back_byte_for_byte_and_is_not_tried_again()
    {
        var machine = await shared.CleanAsync();
        var before = await File.ReadAllBytesAsync(shared.Configuration, Token);
        var runs = await ContainerdRuns.ReadAsync(machine);

        var refused = await shared.RunInstallerAsync("install", Runtimes.Refused);

        Assert.True(refused.ExitCode == 1, refused.Output + refused.Error);
        Assert.Contains("the previous configuration is back in force", refused.Output);
        Assert.Equal(before, await File.ReadAllBytesAsync(shared.Configuration, Token));
        await SharedMachine.WaitForCriAsync(machine);
        var after = await ContainerdRuns.ReadAsync(machine);
        Assert.Equal(runs.Starts + 2, after.Starts);

        var again = await shared.RunInstallerAsync("install", Runtimes.Refused);

        Assert.Equal(1, again.ExitCode);
        Assert.Equal(after, await ContainerdRuns.ReadAsync(machine));
    }

    [Fact]
    public async Task Where_others_have_used_up_the_start_limit_the_installer_waits_and_restarts_once()
    {
        var machine = await shared.CleanAsync();
        var runs = await ContainerdRuns.ReadAsync(machine);
        await machine.OutputAsync("/bin/sh", "-c", "for each in 1 2 3 4 5; do systemctl restart containerd; done");

        await shared.InstallAsync(Runtimes.Crun);

        Assert.Equal(runs.Starts + 6, (await ContainerdRuns.ReadAsync(machine)).Starts);
    }
}
