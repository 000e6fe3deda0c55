using Graft.Testing;

namespace Graft.EndToEnd;

/// <summary>Every file of <c>examples/invalid</c> is refused with the message in its first line, and changes nothing.</summary>
public sealed class InvalidExamplesTests(InvalidExamplesTests.Landscape landscape)
    : IClassFixture<InvalidExamplesTests.Landscape>
{
    private const string Marker = "# Expected: ";

    public static TheoryData<string> Files =>
        [
            .. Directory
                .GetFiles(Repository.File("examples", "invalid"), "*.yaml")
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void There_is_one_per_refusal()
    {
        Assert.True(Files.Count >= 20, $"{Files.Count} files");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task graft_validate_refuses_it(string file)
    {
        var path = Repository.File("examples", "invalid", file);
        var error = (await Command.RunAsync(RunningLandscape.Program, "validate", "-f", path)).Failed();
        Assert.Contains(Expected(path), error);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_garden_refuses_it(string file)
    {
        var path = Repository.File("examples", "invalid", file);
        var before = await EverythingAsync();
        var error = (await landscape.Kubectl.RunAsync("garden", $"apply -f {path}")).Failed();
        Assert.Contains(Expected(path), error);
        Assert.Equal(before, await EverythingAsync());
    }

    private async Task<string> EverythingAsync() =>
        (
            await landscape.Kubectl.RunAsync(
                "garden",
                "get shoots,cloudprofiles -A -o jsonpath={range.items[*]}{.metadata.uid}/{.metadata.generation},{end}"
            )
        ).Succeeded();

    private static string Expected(string path)
    {
        var first = File.ReadLines(path).First();
        Assert.StartsWith(Marker, first);
        return first[Marker.Length..];
    }

    public sealed class Landscape() : RunningLandscape("examples/shoot-1.15.yaml");
}
