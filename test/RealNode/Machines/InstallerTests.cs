using Graft.Api.Installation;
using RealNode.Installers;

namespace RealNode.Machines;

/// <summary>The shipped installer, run as a process of a real machine, restarts containerd exactly as often as promised.</summary>
[Collection(SharedMachineTests.Name)]
public sealed class InstallerTests(SharedMachine shared)
{
    public static TheoryData<string> Names => ["crun", "gvisor"];

    private static RuntimeDescription RuntimeOf(string name) => name == "crun" ? Runtimes.Crun : Runtimes.GVisor;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_first_run_restarts_once_the_second_not_and_one_after_the_table_was_deleted_once(string name)
    {
        var runtime = RuntimeOf(name);
        var machine = await shared.CleanAsync();
        shared.SkipWithoutContent(runtime);
        var runs = await ContainerdRuns.ReadAsync(machine);

        await shared.InstallAsync(runtime);
        var first = await ContainerdRuns.ReadAsync(machine);
        var written = File.ReadAllBytes(shared.Configuration);
        await shared.InstallAsync(runtime);
        var second = await ContainerdRuns.ReadAsync(machine);
        await machine.OutputAsync("cp", "/root/pristine-config.toml", "/etc/containerd/config.toml");
        await shared.InstallAsync(runtime);
        var third = await ContainerdRuns.ReadAsync(machine);

        Assert.Equal(runs.Starts + 1, first.Starts);
        Assert.Equal(first, second);
        Assert.Equal(first.Starts + 1, third.Starts);
        Assert.Equal(written, File.ReadAllBytes(shared.Configuration));
    }
}
