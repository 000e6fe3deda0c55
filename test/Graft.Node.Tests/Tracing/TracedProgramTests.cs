using Graft.Testing;

namespace Graft.Node.Tests.Tracing;

public sealed class TracedProgramTests
{
    [Fact]
    public async Task Each_change_of_a_file_is_seen_before_it_happens()
    {
        Assert.SkipWhen(TracedProgram.Obstacle is not null, TracedProgram.Obstacle ?? "");
        using var directory = new TemporaryDirectory();
        var seen = new List<string>();

        var code = await TracedProgram.RunAsync(
            "/bin/sh",
            ["-c", $"cd {directory.Path}; mkdir d; echo x >d/f; exec rm d/f"],
            call =>
            {
                seen.Add($"{call.Name} {call.Path}");
                return call.Name.StartsWith("unlink");
            }
        );

        Assert.Null(code);
        Assert.Contains(seen, line => line == $"write {directory.Path}/d/f");
        Assert.EndsWith("d/f", seen[^1]);
        Assert.True(File.Exists(directory["d/f"]));
    }

    [Fact]
    public async Task A_program_that_is_let_alone_ends_as_it_would()
    {
        Assert.SkipWhen(TracedProgram.Obstacle is not null, TracedProgram.Obstacle ?? "");

        Assert.Equal(7, await TracedProgram.RunAsync("/bin/sh", ["-c", "exit 7"], _ => false));
    }
}
