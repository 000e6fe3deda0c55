using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Toml;

namespace Graft.Node.Tests.Installation;

public sealed class InstallTests
{
    private const string Foreign = "# site\n[plugins.\"x.y\"]\n  answer = 0x2a # hex\n";

    [Theory]
    [InlineData("", "1.6.20", TestNode.V1)]
    [InlineData("version = 1\n", "1.6.20", TestNode.V1)]
    [InlineData("version = 2\n", "1.7.24", TestNode.V2)]
    [InlineData("version = 2\n", "2.1.4", TestNode.V2)]
    [InlineData("version = 3\n", "2.1.4", TestNode.V3)]
    [InlineData("version = 4\n", "2.3.0", TestNode.V3)]
    public async Task Case_51_a_fresh_install_adds_its_table_and_restarts_once(
        string version,
        string containerd,
        string plugin
    )
    {
        var before = version + Foreign;
        await using var node = await TestNode.StartAsync(new StandInOptions { ContainerdVersion = containerd }, before);

        var outcome = await node.InstallAsync();

        Assert.Equal(new Outcome(OutcomeKind.Done, "ready: boxes 1.0 (bx) is installed and served"), outcome);
        Assert.StartsWith(before, node.Config);
        Assert.Equal(
            new TomlTable([
                new("runtime_type", "io.containerd.bx.v1"),
                new(
                    "options",
                    new TomlTable([
                        new("TypeUrl", "io.containerd.bx.v1.options"),
                        new("ConfigPath", "/etc/containerd/bx.toml"),
                    ])
                ),
            ]),
            node.Table(plugin, "bx")
        );
        Assert.Equal(1, node.Restarts);
        Assert.Contains("bx", node.Host.ServedHandlers);
        Assert.Equal(before, File.ReadAllText(node["/etc/containerd/config.toml.graft-orig"]));
        Assert.Equal(
            UnixFileMode.UserExecute,
            File.GetUnixFileMode(node["/var/bin/containerruntimes/bx"]) & UnixFileMode.UserExecute
        );
        Assert.Equal("[bx_config]\n", File.ReadAllText(node["/etc/containerd/bx.toml"]));
        Assert.Equal(outcome, await node.StatusAsync());
        Assert.False(File.Exists(node["/var/lib/graft/restart-pending"]));
        Assert.False(File.Exists(node["/var/lib/graft/config.toml.previous"]));
    }

    [Fact]
    public async Task Case_51_a_second_run_writes_nothing_and_restarts_nothing()
    {
        await using var node = await TestNode.StartAsync();
        await node.InstallAsync();
        var before = node.Snapshot();

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(before, node.Snapshot());
        Assert.Equal(1, node.Restarts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"runtime\":\"boxes\",\"handler\":\"bx\"}")]
    public async Task A_record_that_says_little_or_nothing_is_written_anew(string record)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        await node.InstallAsync();
        var before = File.ReadAllText(node["/var/lib/graft/bx.json"]);
        node.Write("/var/lib/graft/bx.json", record);

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(before, File.ReadAllText(node["/var/lib/graft/bx.json"]));
        Assert.Equal(1, node.Restarts);
    }

    [Fact]
    public async Task Case_51_a_removed_table_is_healed_with_one_restart()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        await node.InstallAsync();
        node.Config = "version = 3\n# rewritten\n";
        node.Systemctl("restart containerd");
        Assert.Equal(
            "not ready: /etc/containerd/config.toml does not have handler bx as it was written",
            (await node.StatusAsync()).Message
        );

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(3, node.Restarts);
        Assert.StartsWith("version = 3\n# rewritten\n", node.Config);
        Assert.Contains("bx", node.Host.ServedHandlers);
    }

    [Fact]
    public async Task A_handler_that_is_configured_but_was_never_activated_costs_one_restart()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        await node.InstallAsync();
        var configured = node.Config;
        node.Config = "version = 3\n";
        node.Systemctl("restart containerd");
        node.Config = configured;

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(3, node.Restarts);
        Assert.Contains("bx", node.Host.ServedHandlers);
    }

    [Theory]
    [InlineData("# nothing but a comment\n")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Case_52_a_file_that_says_nothing_gives_way_to_containerds_default(string? config)
    {
        await using var node = await TestNode.StartAsync(config: config);

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(["bx", "runc"], node.Host.ServedHandlers);
        Assert.NotNull(node.Table(TestNode.V3, "runc"));
        Assert.Equal(
            config,
            File.Exists(node["/etc/containerd/config.toml.graft-orig"])
                ? File.ReadAllText(node["/etc/containerd/config.toml.graft-orig"])
                : null
        );
    }

    [Theory]
    [InlineData("version = 2 # two\nplugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc.runtime_type = 'r'\n")]
    [InlineData(
        "version = 2\nplugins = { 'io.containerd.grpc.v1.cri' = { containerd = { runtimes = { runc = { runtime_type = 'r' } } } } }\n"
    )]
    [InlineData(
        "version = 0x2\r\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]\r\nruntime_type = 'r'\r\n"
    )]
    [InlineData(
        "version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]\nruntime_type = 'r'\n# [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.bx]\n"
    )]
    [InlineData(
        "version = 2\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\nruntime_type = 'other'\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]\nruntime_type = 'r'"
    )]
    [InlineData(
        "version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.bx-kvm]\nruntime_type = 'k'\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]\nruntime_type = 'r'\n"
    )]
    public async Task Case_52_every_notation_is_understood_and_kept(string config)
    {
        await using var node = await TestNode.StartAsync(config: config);
        var before = TomlDocument.Parse(config).Root;

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        var path = new[] { "plugins", TestNode.V2, "containerd", "runtimes", "bx" };
        Assert.Equal(before.With(path, node.Table(TestNode.V2, "bx")!), TomlDocument.Parse(node.Config).Root);
        Assert.Equal(1, node.Restarts);
    }

    [Theory]
    [InlineData(
        "version = 2\n[a]\n[a]\n",
        "/etc/containerd/config.toml is not valid TOML, refusing to modify it: line 3, column 2: 'a' is already defined"
    )]
    [InlineData("version = 5\n", "unsupported containerd config file version 5")]
    [InlineData("version = 0\n", "unsupported containerd config file version 0")]
    [InlineData("version = -1\n", "unsupported containerd config file version -1")]
    [InlineData("version = true\n", "cannot assert containerd config file version \"true\" as an int64")]
    [InlineData("version = [2]\n", "cannot assert containerd config file version \"[2]\" as an int64")]
    [InlineData("[version]\n", "cannot assert containerd config file version \"{}\" as an int64")]
    [InlineData("version = \"2\"\n", "cannot assert containerd config file version \"2\" as an int64")]
    [InlineData("version = 2.0\n", "cannot assert containerd config file version \"2.0\" as an int64")]
    [InlineData(
        "version = 2\n[[plugins]]\n",
        "refusing to modify /etc/containerd/config.toml: 'plugins' is not a table"
    )]
    public async Task Case_52_what_cannot_be_understood_is_left_untouched(string config, string message)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        node.Config = config;
        var before = node.Snapshot();

        var outcome = await node.InstallAsync();

        Assert.Equal(new Outcome(OutcomeKind.Refused, message), outcome);
        Assert.Equal(before, node.Snapshot());
        Assert.Equal(0, node.Restarts);
    }

    [Fact]
    public async Task Case_53_a_foreign_table_of_the_same_handler_is_left_alone()
    {
        const string Config =
            "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\nruntime_type = 'io.containerd.bx.v1'\nruntime_path = '/opt/mine/shim'\n";
        await using var node = await TestNode.StartAsync(config: Config);

        var outcome = await node.InstallAsync();

        Assert.Equal(new Outcome(OutcomeKind.Done, "ready: boxes (bx unmanaged) is installed and served"), outcome);
        Assert.Equal(Config, node.Config);
        Assert.Equal(0, node.Restarts);
        Assert.False(File.Exists(node["/var/bin/containerruntimes/bx"]));
        Assert.Equal(outcome, await node.StatusAsync());
    }

    [Fact]
    public async Task Case_53_a_table_that_an_older_installer_wrote_is_completed()
    {
        await using var node = await TestNode.StartAsync(
            config: "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\nruntime_type = 'io.containerd.bx.v1'\n"
        );
        node.Write("/var/bin/containerruntimes/bx", "old");
        node.Write("/var/bin/containerruntimes/containerd-shim-bx-v1", "old");

        var outcome = await node.InstallAsync();

        Assert.Equal("ready: boxes 1.0 (bx) is installed and served", outcome.Message);
        Assert.NotNull(node.Table(TestNode.V3, "bx")!.Find("options", "ConfigPath"));
        Assert.Equal(1, node.Restarts);
    }

    [Fact]
    public async Task Case_53_another_runtime_type_is_a_conflict()
    {
        await using var node = await TestNode.StartAsync(
            config: "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.bx]\nruntime_type = 'io.other.v1'\n"
        );
        var before = node.Snapshot();

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Equal(
            "/etc/containerd/config.toml already has a handler bx with another runtime_type; refusing to modify it",
            outcome.Message
        );
        Assert.Equal(before, node.Snapshot());
        Assert.Equal("not ready: handler bx is not installed yet", (await node.StatusAsync()).Message);
    }
}
