using Graft.Landscape.LocalNodes.Files;
using Graft.Testing;

namespace Graft.Landscape.Tests.LocalNodes.Files;

public sealed class NodeRootTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly NodeRoot _root;

    public NodeRootTests()
    {
        Directory.CreateDirectory(_directory["root"]);
        _root = new NodeRoot(_directory["root"]);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("etc/passwd")]
    [InlineData("/../../etc/passwd")]
    [InlineData("/etc/./x/../passwd")]
    public void A_path_stays_inside(string path)
    {
        Assert.Equal(_directory["root/etc/passwd"], _root.Resolve(path));
    }

    [Theory]
    [InlineData("/outside")]
    [InlineData("../../../../outside")]
    public void Links_are_followed_inside(string target)
    {
        _root.Link("/var/run", target);
        _root.Write("/var/run/file", "x");

        Assert.Equal("x", File.ReadAllText(_directory["root/outside/file"]));
        Assert.False(Path.Exists("/outside"));
    }

    [Fact]
    public void Links_that_lead_to_each_other_are_an_error()
    {
        _root.Link("/a", "/b");
        _root.Link("/b", "/a");

        Assert.Throws<IOException>(() => _root.Resolve("/a/file"));
    }

    [Fact]
    public void Writing_the_same_again_says_that_nothing_changed()
    {
        Assert.True(_root.Write("/etc/x", "one", 0b110_000_000));
        Assert.False(_root.Write("/etc/x", "one", 0b110_000_000));
        Assert.False(_root.Write("/etc/x", "one"));
        Assert.True(_root.Write("/etc/x", "two"));
        Assert.True(_root.Write("/etc/x", "two", 0b110_100_100));
    }

    [Fact]
    public void Deleting_a_link_keeps_what_it_leads_to()
    {
        _root.Write("/etc/target", "kept");
        _root.Link("/etc/link", "/etc/target");

        Assert.True(_root.Delete("/etc/link"));
        Assert.False(_root.Delete("/etc/link"));
        Assert.Equal("kept", _root.TryReadText("/etc/target"));
    }
}
