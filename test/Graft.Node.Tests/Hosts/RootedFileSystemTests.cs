using Graft.Node.Hosts;
using Graft.Testing;

namespace Graft.Node.Tests.Hosts;

public sealed class RootedFileSystemTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RootedFileSystem _files;

    public RootedFileSystemTests()
    {
        Directory.CreateDirectory(_directory["root/etc"]);
        File.WriteAllText(_directory["secret"], "outside");
        File.WriteAllText(_directory["root/secret"], "inside");
        _files = new RootedFileSystem(_directory["root"]);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/secret")]
    [InlineData("../secret")]
    [InlineData("../../../../secret")]
    [InlineData("loop/../../secret")]
    public void Links_never_lead_out_of_the_root(string target)
    {
        Directory.CreateDirectory(_directory["root/etc/loop"]);
        File.CreateSymbolicLink(_directory["root/etc/link"], target);

        Assert.Equal("inside"u8.ToArray(), _files.Read(HostPath.Parse("/etc/link")));
        Assert.Equal("/secret", _files.Resolve(HostPath.Parse("/etc/link")).Value);
    }

    [Fact]
    public void A_new_file_below_a_linked_directory_lands_inside_the_root()
    {
        Directory.CreateSymbolicLink(_directory["root/var"], _directory.Path);

        _files.CreateDirectory(HostPath.Parse("/var/lib"));
        _files.Create(
            HostPath.Parse("/var/lib/x"),
            new MemoryStream("x"u8.ToArray()),
            UnixFileMode.UserRead,
            owner: null
        );

        Assert.False(File.Exists(_directory["lib/x"]));
        Assert.True(File.Exists(_directory["root" + _directory.Path + "/lib/x"]));
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(_directory["root/a"], "/b");
        File.CreateSymbolicLink(_directory["root/b"], "/a");

        Assert.Throws<IOException>(() => _files.FindTarget(HostPath.Parse("/a")));
    }

    [Fact]
    public void An_existing_file_or_link_is_never_written_into()
    {
        File.CreateSymbolicLink(_directory["root/etc/link"], "/secret");

        Assert.ThrowsAny<IOException>(() =>
            _files.Create(HostPath.Parse("/etc/link"), new MemoryStream(), UnixFileMode.UserRead, owner: null)
        );
        Assert.Equal("inside", File.ReadAllText(_directory["root/secret"]));
    }

    [Fact]
    public void A_lock_is_held_by_one_at_a_time()
    {
        var path = HostPath.Parse("/etc/.lock");
        var held = _files.TryLock(path);

        Assert.NotNull(held);
        Assert.Null(_files.TryLock(path));
        held.Dispose();
        using var next = _files.TryLock(path);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("/a/../b")]
    [InlineData("/a//b")]
    [InlineData("/a/")]
    [InlineData("/a\n")]
    [InlineData("")]
    public void Only_absolute_normalised_paths_are_host_paths(string text)
    {
        Assert.False(HostPath.TryParse(text, out _));
    }
}
