using Graft.Landscape.Machines;

namespace RealNode.Machines;

/// <summary>A machine is booted, entered, booted again, and leaves nothing behind.</summary>
public sealed class MachineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_machines_run_at_the_same_time_each_with_its_own_systemd_and_containerd()
    {
        await using var first = await TriedMachine.StartAsync("one");
        await using var second = await TriedMachine.StartAsync("two");

        Assert.Equal("one\n", await first.OutputAsync("hostname"));
        Assert.Equal("two\n", await second.OutputAsync("hostname"));
        Assert.All(new[] { first, second }, each => Assert.True(File.Exists(each.Machine.CriSocket)));
        Assert.Equal("active\n", await first.OutputAsync("systemctl", "is-active", "containerd.service"));
        Assert.Equal("", await second.OutputAsync("systemctl", "list-units", "--failed", "--plain", "--no-legend"));
    }

    [Fact]
    public async Task A_program_in_the_machine_gets_arguments_and_input_as_they_are_and_ends_with_its_own_exit_code()
    {
        await using var machine = await TriedMachine.StartAsync("runs");

        var result = await machine.Machine.RunAsync(
            "/bin/sh",
            ["-c", "printf '<%s>' \"$@\"; cat; echo sorry >&2; exit 7", "sh", "a b", "$HOME"],
            Token,
            "input"
        );

        Assert.Equal(new ProgramResult(7, "<a b><$HOME>input", "sorry\n"), result);
    }
}
