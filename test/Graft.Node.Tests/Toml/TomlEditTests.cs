using Graft.Node.Toml;

namespace Graft.Node.Tests.Toml;

public sealed class TomlEditTests
{
    private static readonly string[] Runsc = ["plugins", "cri.v1", "containerd", "runtimes", "runsc"];

    private static readonly TomlTable Table = new([
        new("runtime_type", "io.containerd.runsc.v1"),
        new("options", new TomlTable([new("TypeUrl", "x")])),
    ]);

    [Fact]
    public void A_table_is_added_beside_its_siblings_in_their_style()
    {
        const string Before = """
            # kept
            version = 3

            [plugins]
              [plugins.'cri.v1']
                [plugins.'cri.v1'.containerd.runtimes]
                  [plugins.'cri.v1'.containerd.runtimes.runc]
                    runtime_type = 'io.containerd.runc.v2'
                    # belongs to runc

                  # about the next
                  [plugins.'cri.v1'.cni]
                    bin_dir = ''

            """;

        var after = TomlDocument.Parse(Before).Merge(Runsc, Table);

        const string Added = """

                  [plugins.'cri.v1'.containerd.runtimes.runsc]
                    runtime_type = 'io.containerd.runsc.v1'

                    [plugins.'cri.v1'.containerd.runtimes.runsc.options]
                      TypeUrl = 'x'

            """;
        const string Anchor = "# belongs to runc\n";
        Assert.Equal(Before.Replace(Anchor, Anchor + Added), after.ToString());
        Assert.Equal(Before, after.Remove(Runsc).ToString());
    }

    [Theory]
    // Nothing there yet
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("version = 2 # two\n")]
    [InlineData("version = 2\r\n[plugins]\r\n")]
    [InlineData("version = 2\n\n\n")]
    // Parts of the way in every notation
    [InlineData("[plugins.\"cri.v1\".containerd]\nx = 1")]
    [InlineData("[plugins.\"cri.v1\"]\ncontainerd.runtimes.runc.a = 1\n[other]\n")]
    [InlineData("[plugins.\"cri.v1\".containerd]\nruntimes.runc = { a = 1 }\n")]
    [InlineData("[plugins.\"cri.v1\".containerd]\nruntimes = { runc = { a = 1 } } # inline\n")]
    [InlineData("plugins = { \"cri.v1\" = { containerd = {} } }\n[z]\n")]
    [InlineData("plugins.\"cri.v1\".containerd.x = 1\n[z]\ny = 1\n")]
    [InlineData("[plugins.'cri.v1'.containerd.runtimes.runc]\n[[z]]\n[z.q]\n")]
    [InlineData("[plugins.'cri.v1'.containerd.runtimes.runc]\n# [plugins.'cri.v1'.containerd.runtimes.runsc]\n")]
    public void Removing_what_was_added_gives_back_every_byte(string before)
    {
        var document = TomlDocument.Parse(before);

        var edited = document.Merge(Runsc, Table);
        var restored = edited.Remove(Runsc);

        Assert.Equal(Table, edited.Root.Find(Runsc));
        Assert.Equal(document.Root.With(Runsc, Table), edited.Root);
        Assert.Equal(before, restored.ToString());
    }

    [Theory]
    [InlineData("[a.b]\nx = 1 # one\n", "[a.b]\nx = 2 # one\n")]
    [InlineData("a.b.x = 'one'", "a.b.x = 2")]
    [InlineData("a = { b = { x = [1,\n 2], y = 1 } }\n", "a = { b = { x = 2, y = 1 } }\n")]
    [InlineData("[a]\n  b.y = 1\n  z = 1\n", "[a]\n  b.y = 1\n  b.x = 2\n  z = 1\n")]
    [InlineData("[a.b.c]\n", "[a.b.c]\n\n[a.b]\n  x = 2\n")]
    [InlineData("[a.b]\n\n[c]\n", "[a.b]\n  x = 2\n\n[c]\n")]
    [InlineData("[a]\r\n\ty = 1\r\n", "[a]\r\n\ty = 1\r\n\r\n[a.b]\r\n\tx = 2\r\n")]
    public void A_value_is_set_in_place(string before, string after)
    {
        Assert.Equal(after, TomlDocument.Parse(before).Set(["a", "b", "x"], 2).ToString());
    }

    [Fact]
    public void A_key_of_the_document_itself_goes_before_the_first_header()
    {
        var document = TomlDocument.Parse("# license\n\n[a]\n");

        Assert.Equal(
            "# license\nimports = [\"x\"]\n\n[a]\n",
            document.Set(["imports"], new TomlArray(["x"])).ToString()
        );
        Assert.Equal("v = 1\ni = 2\n\n[a]\n", TomlDocument.Parse("v = 1\n\n[a]\n").Set(["i"], 2).ToString());
    }

    [Fact]
    public void Missing_keys_are_completed_and_foreign_ones_stay()
    {
        var document = TomlDocument.Parse("[p.runsc]\n  runtime_type = \"io.containerd.runsc.v1\"\n  mine = 1\n");

        Assert.Equal(
            "[p.runsc]\n  runtime_type = \"io.containerd.runsc.v1\"\n  mine = 1\n\n[p.runsc.options]\n  TypeUrl = \"x\"\n",
            document.Merge(["p", "runsc"], Table).ToString()
        );
    }

    [Fact]
    public void An_equal_value_changes_nothing()
    {
        var document = TomlDocument.Parse("a = 0x10\n");

        Assert.Same(document, document.Set(["a"], 16));
        Assert.Same(document, document.Remove(["b", "c"]));
    }

    [Theory]
    [InlineData("a = 1\n")]
    [InlineData("[[a]]\n")]
    public void A_way_through_something_that_is_no_table_is_refused(string text)
    {
        Assert.Throws<TomlEditException>(() => TomlDocument.Parse(text).Set(["a", "b"], 1));
    }

    [Fact]
    public void One_of_several_inline_entries_is_removed_with_its_comma()
    {
        var document = TomlDocument.Parse("t = { a = 1, b.x = 2, b.y = 3, c = 4 }\n");

        Assert.Equal("t = { b.x = 2, b.y = 3, c = 4 }\n", document.Remove(["t", "a"]).ToString());
        Assert.Equal("t = { a = 1, c = 4 }\n", document.Remove(["t", "b"]).ToString());
        Assert.Equal("t = { a = 1, b.x = 2, b.y = 3 }\n", document.Remove(["t", "c"]).ToString());
    }
}
