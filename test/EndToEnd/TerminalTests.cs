using Graft.Testing;

namespace Graft.EndToEnd;

/// <summary>What a user sees who has a terminal and no pipe.</summary>
public sealed class TerminalTests
{
    [Fact]
    public async Task graft_up_draws_its_tree_and_ends_with_the_refusal_of_a_bad_Shoot()
    {
        var script = Command.Find("script");
        Assert.SkipWhen(script is null, "no script(1), which gives a program a terminal");
        using var directory = new TemporaryDirectory();
        var file = Directory.GetFiles(Repository.File("examples", "invalid"), "*.yaml").Order().First();
        var command = $"{RunningLandscape.Program} up -f {file} --data {directory["data"]}";
        var result = await Command.RunAsync(script!, "-qec", command, "/dev/null");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("✓", result.Output);
        Assert.Contains("API servers of garden and seed", result.Output);
        Assert.Contains("graft up: ", result.Output);
        Assert.DoesNotContain("   at ", result.Output);
    }
}
