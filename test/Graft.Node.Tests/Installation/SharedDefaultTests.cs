using Graft.Node.Containerd;
using Graft.Node.Toml;
using Graft.Testing;

namespace Graft.Node.Tests.Installation;

/// <summary>A default configuration that is at hand as a file; what containerd itself makes of edits is tested with real nodes.</summary>
public sealed class SharedDefaultTests
{
    [Fact]
    public void The_shared_default_of_a_newer_containerd_is_edited_in_one_place()
    {
        var text = File.ReadAllText(Repository.Shared("containerd", "config-default-2.1.toml"));
        var before = new ContainerdConfiguration(TomlDocument.Parse(text));
        var wanted = HandlerTable.Of(TestNode.Boxes.Handlers[0], new Version(2, 1, 4));

        var after = before.With("bx", wanted);

        Assert.Equal(before.Document.Root.With([.. before.PathOf("bx")], wanted), after.Document.Root);
        Assert.Equal(text, after.Without("bx").Document.ToString());
        Assert.Contains(
            "\n        [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\n          runtime_type = 'io.containerd.bx.v1'\n",
            after.Document.ToString()
        );
    }
}
