using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Landscape.LocalNodes;
using Graft.Landscape.LocalNodes.NodeAgent;
using Graft.Node.Toml;
using Graft.Testing;

namespace Graft.Landscape.Tests.LocalNodes.NodeAgent;

public sealed class ContainerdEditTests
{
    private static readonly Version V17 = new(1, 7, 27);
    private static readonly Version V21 = new(2, 1, 4);

    [Theory]
    [InlineData("config-default-1.6.toml", "1.6.20")]
    [InlineData("config-default-2.1.toml", "2.1.4")]
    public void Containerds_own_defaults_can_be_edited_and_a_second_edit_changes_nothing(string file, string version)
    {
        var document = TomlDocument.Parse(File.ReadAllText(Repository.Shared("containerd", file)));
        var (edited, needsRestart) = ContainerdEdit.Apply(document, Cri(), Version.Parse(version));
        var (again, needsRestartAgain) = ContainerdEdit.Apply(edited, Cri(), Version.Parse(version));

        Assert.True(needsRestart);
        Assert.False(needsRestartAgain);
        Assert.Equal(edited.ToString(), again.ToString());
        Assert.Contains(
            new TomlString("/etc/containerd/conf.d/*.toml"),
            Assert.IsType<TomlArray>(edited.Root.Find("imports")).Items
        );
    }

    [Fact]
    public void Own_imports_and_foreign_tables_stay()
    {
        var document = TomlDocument.Parse(
            "version = 2\nimports = [\"/etc/mine.toml\"]\n[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.mine]\n"
                + "runtime_type = \"mine\" # kept\n"
        );
        var (edited, _) = ContainerdEdit.Apply(document, Cri(), V17);

        Assert.Equal(
            [new TomlString("/etc/mine.toml"), new TomlString("/etc/containerd/conf.d/*.toml")],
            Assert.IsType<TomlArray>(edited.Root.Find("imports")).Items
        );
        Assert.Contains("runtime_type = \"mine\" # kept", edited.ToString());
    }

    [Fact]
    public void From_containerd_2_2_the_directories_of_cni_are_a_list()
    {
        var document = TomlDocument.Parse(
            "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nbin_dir = '/x'\n"
        );
        var (edited, _) = ContainerdEdit.Apply(document, Cri(), new Version(2, 2, 0));

        Assert.Null(edited.Root.Find("plugins", "io.containerd.cri.v1.runtime", "cni", "bin_dir"));
        Assert.Equal(
            new TomlArray([new TomlString("/opt/cni/bin")]),
            edited.Root.Find("plugins", "io.containerd.cri.v1.runtime", "cni", "bin_dirs")
        );
    }

    [Fact]
    public void Plugins_are_added_merged_at_the_top_and_removed()
    {
        var document = TomlDocument.Parse(
            "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.x]\na = 1\nb = 2\n"
                + "[plugins.gone]\nc = 3\n"
        );
        var cri = Cri(
            new PluginConfig
            {
                Path = ["io.containerd.grpc.v1.cri", "containerd", "runtimes", "x"],
                Values = Json("""{"b": 5, "f": 1.5, "t": {"s": "v"}}"""),
            },
            new PluginConfig { Op = "remove", Path = ["gone"] },
            new PluginConfig { Op = "add", Path = ["empty"] }
        );
        var (edited, needsRestart) = ContainerdEdit.Apply(document, cri, V21);

        var table = Assert.IsType<TomlTable>(
            edited.Root.Find("plugins", "io.containerd.cri.v1.runtime", "containerd", "runtimes", "x")
        );
        Assert.Equal(new TomlInteger(1), table.Find("a"));
        Assert.Equal(new TomlInteger(5), table.Find("b"));
        Assert.Equal(new TomlFloat(1.5), table.Find("f"));
        Assert.Equal(new TomlString("v"), table.Find("t", "s"));
        Assert.Null(edited.Root.Find("plugins", "gone"));
        Assert.IsType<TomlTable>(edited.Root.Find("plugins", "empty"));
        Assert.True(needsRestart);
        Assert.False(ContainerdEdit.Apply(edited, cri, V21).NeedsRestart);
    }

    [Fact]
    public void An_unknown_operation_is_an_error_that_quotes_it()
    {
        var exception = Assert.Throws<LocalNodeException>(() =>
            ContainerdEdit.Apply(
                TomlDocument.Parse("version = 3\n"),
                Cri(new PluginConfig { Op = "replace", Path = ["x"] }),
                V21
            )
        );

        Assert.Equal("operation \"replace\" is not supported", exception.Message);
    }

    private static CriConfig Cri(params PluginConfig[] plugins) =>
        new()
        {
            Name = "containerd",
            CgroupDriver = "systemd",
            Containerd = new ContainerdConfig { SandboxImage = "pause:1", Plugins = plugins },
        };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
