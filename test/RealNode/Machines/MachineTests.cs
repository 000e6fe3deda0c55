using System.Diagnostics;
using System.Globalization;
using Graft.Landscape;
using Graft.Landscape.Machines;
using Graft.Testing;

namespace RealNode.Machines;

/// <summary>A machine is booted, entered, booted again, and leaves nothing behind.</summary>
[Collection(SharedMachineTests.Name)]
public sealed class MachineTests(SharedMachine shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_machines_run_at_the_same_time_each_with_its_own_systemd_and_containerd()
    {
        var first = await shared.CleanAsync();
        await using var second = await TriedMachine.StartAsync("two");

        Assert.Equal("node-1\n", await first.OutputAsync("hostname"));
        Assert.Equal("two\n", await second.OutputAsync("hostname"));
        foreach (var each in new[] { first, second })
        {
            await SharedMachine.WaitForCriAsync(each);
        }
        Assert.Equal("", await second.OutputAsync("systemctl", "list-units", "--failed", "--plain", "--no-legend"));
    }

    [Fact]
    public async Task A_program_in_the_machine_gets_arguments_and_input_as_they_are_and_ends_with_its_own_exit_code()
    {
        var machine = await shared.CleanAsync();

        var result = await machine.Machine.RunAsync(
            "/bin/sh",
            ["-c", "printf '<%s>' \"$@\"; cat; echo sorry >&2; exit 7", "sh", "a b", "$HOME"],
            Token,
            "input"
        );

        Assert.Equal(new ProgramResult(7, "<a b><$HOME>input", "sorry\n"), result);
    }

    [Fact]
    public async Task A_machine_whose_parent_was_killed_is_ended_and_booted_again_from_its_own_disk()
    {
        TriedMachine.SkipWhereNoneCanRun();
        using var directory = new TemporaryDirectory();
        var prepared = 0;
        var options = new MachineOptions
        {
            Name = "again",
            Directory = directory.Path,
            Prepare = _ => prepared++,
        };
        var image = await TriedMachine.ImageAsync();
        await using var first = await Machine.StartAsync(options, image, TimeProvider.System, Token);
        await first.RunAsync("touch", ["/root/kept"], Token);
        using var leader = Process.GetProcessById(first.Leader);
        // What holds the machine dies, the machine itself goes on.
        var nspawn = File.ReadAllText(directory["nspawn.pid"]).Split(' ')[0];
        using (var process = Process.GetProcessById(int.Parse(nspawn, CultureInfo.InvariantCulture)))
        {
            process.Kill();
            await process.WaitForExitAsync(Token);
        }
        Assert.False(leader.HasExited);

        await using var second = await Machine.StartAsync(options, image, TimeProvider.System, Token);

        await leader.WaitForExitAsync(Token);
        Assert.True((await second.RunAsync("test", ["-e", "/root/kept"], Token)).Succeeded);
        Assert.Equal(1, prepared);
        await second.DisposeAsync();
        Assert.Throws<LandscapeException>(() => second.Leader);
    }
}
