using Graft.Api.Installation;
using RealNode.Installers;

namespace RealNode.Machines;

/// <summary>The installer as a one-shot unit of the machine, from its first start over a reboot.</summary>
[Collection(SharedMachineTests.Name)]
public sealed class RebootTests(SharedMachine shared)
{
    [Fact]
    public async Task Units_of_two_runtimes_restart_containerd_once_and_after_a_reboot_not_at_all()
    {
        var machine = await shared.CleanAsync();
        shared.SkipWithoutContent(Runtimes.GVisor);
        OneShotInstallation[] installations = [new() { Runtime = Runtimes.Crun }, new() { Runtime = Runtimes.GVisor }];
        foreach (var installation in installations)
        {
            shared.CommandFor("install", installation.Runtime);
            await File.WriteAllTextAsync(
                $"{shared.Machine.Disk}/etc/systemd/system/{installation.UnitName}",
                installation.ToUnitText(),
                TestContext.Current.CancellationToken
            );
        }
        string[] units = [.. installations.Select(each => each.UnitName)];
        var runs = await ContainerdRuns.ReadAsync(machine);
        await machine.OutputAsync("systemctl", "daemon-reload");

        await machine.OutputAsync("systemctl", ["enable", "--now", .. units]);

        Assert.Equal(runs.Starts + 1, (await ContainerdRuns.ReadAsync(machine)).Starts);
        var written = File.ReadAllBytes(shared.Configuration);

        await machine.Machine.RebootAsync(TestContext.Current.CancellationToken);

        // containerd was started by the boot, and not again.
        Assert.Equal(1, (await ContainerdRuns.ReadAsync(machine)).Starts);
        Assert.Equal("active\nactive\n", await machine.OutputAsync("systemctl", ["is-active", .. units]));
        Assert.Contains("ready: crun", (await shared.RunInstallerAsync("status", Runtimes.Crun)).Output);
        Assert.Contains("ready: gvisor", (await shared.RunInstallerAsync("status", Runtimes.GVisor)).Output);
        Assert.Equal(written, File.ReadAllBytes(shared.Configuration));
    }
}
