using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.Tests.LocalNodes.Services;

public sealed class UnitTextTests
{
    [Fact]
    public void Continued_lines_are_one_command()
    {
        const string Unit =
            "[Service]\n# ExecStart=/no\nExecStart=/opt/bin/kubelet \\\n    --v=2 \\\n    $EXTRA\nX=1\n";

        Assert.Equal(["/opt/bin/kubelet", "--v=2", "$EXTRA"], UnitText.Words(UnitText.Last(Unit, "ExecStart")!));
    }

    [Fact]
    public void An_empty_setting_resets_and_the_last_one_counts()
    {
        Assert.Equal("/b", UnitText.Last("ExecStart=/a\nExecStart=\nExecStart=/b\n", "ExecStart"));
        Assert.Null(UnitText.Last("ExecStart=/a\nExecStart=\n", "ExecStart"));
        Assert.Null(UnitText.Last("ExecStartPre=/a\n", "ExecStart"));
    }

    [Theory]
    [InlineData("a \"b c\" 'd \"e'", new[] { "a", "b c", "d \"e" })]
    [InlineData("--x=\"quo\\\"ted\" $$HOME 100%%", new[] { "--x=quo\"ted", "$HOME", "100%" })]
    [InlineData("  \"\"  ", new[] { "" })]
    public void Words_are_unquoted(string command, string[] words) => Assert.Equal(words, UnitText.Words(command));
}
