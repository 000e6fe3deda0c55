using Graft.Api.Installation;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Hosts;

namespace Graft.Node.Tests.Installation;

public sealed class PreflightTests
{
    public static TheoryData<string, string> Failures =>
        new()
        {
            { "architecture", "boxes runs on s390x, this node is " },
            { "device", "/dev/kvm cannot be opened for reading and writing, which boxes needs" },
            { "inactive", "containerd.service is not active but inactive" },
            { "unit", "containerd.service does not exist on this node" },
            {
                "configuration",
                "containerd is started with the configuration /etc/other.toml, not with /etc/containerd/config.toml"
            },
            { "program", "containerd.service does not start containerd but /usr/bin/k3s" },
            { "embedded", "this node runs an embedded containerd (/run/k3s/containerd/containerd.sock exists)" },
            { "space", "not enough space for /var/bin/containerruntimes: " },
            { "noexec", "/var/bin/containerruntimes is on a file system mounted noexec" },
            {
                "foreign",
                "/usr/bin/bx exists with other content and was not put there by Graft; refusing to overwrite it"
            },
            { "directory", "/var/bin/containerruntimes/bx is a directory" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Case_53_an_unfit_node_is_left_as_it_is(string cause, string message)
    {
        await using var node = await TestNode.StartAsync(
            new StandInOptions { ShipsContainerdUnit = cause != "unit" },
            config: "version = 3\n"
        );
        var runtime = Arrange(cause, node);
        var before = node.Snapshot();

        var outcome = await node.InstallAsync(
            runtime,
            files => cause == "noexec" ? new NoExecFileSystem(files) : files
        );

        Assert.NotEqual(OutcomeKind.Done, outcome.Kind);
        Assert.StartsWith(message, outcome.Message);
        Assert.Equal(before, node.Snapshot());
        Assert.Equal(0, Math.Max(node.Restarts, 0));
        var status = await node.StatusAsync(runtime);
        Assert.Equal(OutcomeKind.NotReady, status.Kind);
        // These are found on the way only, the file system of the third by this test's own one.
        Assert.StartsWith(
            cause is "space" or "foreign" or "noexec" or "directory"
                ? "not ready: handler bx is not installed yet"
                : $"not ready: {message}",
            status.Message
        );
        Assert.Equal(before, node.Snapshot());
    }

    [Theory]
    [InlineData("--config=/etc/containerd/config.toml")]
    [InlineData("--log-level info --config /etc/containerd/config.toml")]
    [InlineData("-c /etc/containerd/config.toml")]
    public async Task The_standard_configuration_is_recognised_in_every_notation(string arguments)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        DropIn(node, $"/usr/bin/containerd {arguments}");

        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
    }

    private static RuntimeDescription Arrange(string cause, TestNode node)
    {
        switch (cause)
        {
            case "inactive":
                node.Systemctl("stop containerd");
                break;
            case "configuration":
                DropIn(node, "/usr/bin/containerd --config=/etc/other.toml");
                break;
            case "program":
                DropIn(node, "/usr/bin/k3s agent");
                break;
            case "embedded":
                node.Write("/run/k3s/containerd/containerd.sock", "");
                break;
            case "foreign":
                node.Write("/etc/metadata/containerruntime", "CONTAINER_RUNTIME_BIN_PATH=/usr/bin");
                node.Write("/usr/bin/bx", "somebody's");
                break;
            case "directory":
                Directory.CreateDirectory(node["/var/bin/containerruntimes/bx"]);
                break;
        }
        return TestNode.Boxes with
        {
            Architectures = cause == "architecture" ? ["s390x"] : ["amd64", "arm64"],
            Requirements = new RuntimeRequirements
            {
                Devices = cause == "device" ? ["/dev/kvm"] : [],
                FreeBytes = cause == "space" ? long.MaxValue / 2 : 0,
            },
        };
    }

    private static void DropIn(TestNode node, string command) =>
        node.Write(
            "/etc/systemd/system/containerd.service.d/11-exec_config.conf",
            $"[Service]\nExecStart=\nExecStart={command}\n"
        );

    private sealed class NoExecFileSystem(IHostFileSystem inner) : DelegatingFileSystem(inner)
    {
        public override HostSpace Space(HostPath directory) => base.Space(directory) with { IsNoExec = true };
    }
}
