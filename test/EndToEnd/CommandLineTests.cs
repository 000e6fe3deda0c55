using Graft.Testing;

namespace Graft.EndToEnd;

/// <summary>What a user gets who makes a mistake, and the commands that need no landscape.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("up", "Option '--filename' is required.")]
    [InlineData("bogus", "Unrecognized command or argument 'bogus'.")]
    [InlineData("up -f x --timeout 5", "--timeout: \"5\" is no duration such as 50s, 2m or 1m30s")]
    [InlineData("up -f /nowhere.yaml", "cannot read /nowhere.yaml")]
    [InlineData("validate -f /nowhere.yaml", "cannot read /nowhere.yaml")]
    [InlineData("render -f /nowhere.yaml", "cannot read /nowhere.yaml")]
    public async Task A_mistake_is_named_and_ends_with_2(string arguments, string message)
    {
        var result = await Command.RunAsync(RunningLandscape.Program, arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [Theory]
    [InlineData("kind: Shoot", "apiVersion: Required value")]
    [InlineData("- a", "a document is not a mapping")]
    [InlineData("", "holds no object")]
    [InlineData("a: [", "line 2, column 1")]
    public async Task A_manifest_that_is_none_is_refused(string manifest, string message)
    {
        var result = await Command.RunAsync(RunningLandscape.Program, ["validate", "-f", "-"], manifest, null);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_directory_stands_for_its_files()
    {
        var output = (
            await Command.RunAsync(RunningLandscape.Program, "validate", "-f", Repository.File("examples"))
        ).Succeeded();
        var files = Directory.GetFiles(Repository.File("examples"), "*.yaml").Length;
        Assert.Equal(files, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var result = await Command.RunAsync(RunningLandscape.Program, "validate", "-f", Repository.File(".ci"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("holds no manifest file", result.Error);
    }

    [Fact]
    public async Task The_examples_are_valid()
    {
        var output = (
            await Command.RunAsync(
                RunningLandscape.Program,
                "validate",
                "-f",
                Repository.File("examples", "shoot.yaml"),
                "-f",
                Repository.File("examples", "shoot-1.15.yaml"),
                "-f",
                Repository.File("examples", "shoot-configured.yaml")
            )
        ).Succeeded();
        Assert.Equal(
            "Shoot garden-local/demo is valid\nShoot garden-local/classic is valid\nShoot garden-local/configured is valid\n",
            output
        );
    }

    [Fact]
    public async Task Rendering_prints_what_the_core_writes_and_the_same_every_time()
    {
        var path = Repository.File("examples", "shoot.yaml");
        var first = (await Command.RunAsync(RunningLandscape.Program, "render", "-f", path)).Succeeded();
        var second = (await Command.RunAsync(RunningLandscape.Program, "render", "-f", path)).Succeeded();
        Assert.Equal(first, second);
        var kinds = first.Split('\n').Where(line => line.StartsWith("kind: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, kinds.Count(kind => kind == "kind: OperatingSystemConfig"));
        Assert.Equal(4, kinds.Count(kind => kind == "kind: ContainerRuntime"));
        Assert.Single(kinds, "kind: Worker");
        Assert.Single(kinds, "kind: Cluster");
    }
}
