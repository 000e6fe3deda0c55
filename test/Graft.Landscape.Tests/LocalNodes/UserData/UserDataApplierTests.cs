using System.Text;
using Graft.Landscape.LocalNodes;
using Graft.Landscape.LocalNodes.UserData;

namespace Graft.Landscape.Tests.LocalNodes.UserData;

public sealed class UserDataApplierTests
{
    [Theory]
    [InlineData("ubuntu", "/usr/bin", 3)]
    [InlineData("flatcar", "/var/bin", 2)]
    [InlineData("coreos", "/var/bin", 2)]
    [InlineData("suse-chost", "/usr/sbin", 2)]
    [InlineData("suse-jeos", "/usr/sbin", 2)]
    [InlineData("memoryone-chost", "/usr/sbin", 2)]
    public async Task Rendered_user_data_of_every_system_is_applied(string image, string directory, int configVersion)
    {
        await using var node = await TriedNode.StartAsync(image);
        var pool = Rendered.Pool(image);
        var userData = Placeholders.Fill(await Rendered.UserDataAsync(pool), "node-1", "abcdef.0123456789abcdef");

        await node.UserData.ApplyAsync(userData, TestContext.Current.CancellationToken);

        Assert.Equal($"CONTAINER_RUNTIME_BIN_PATH={directory}", node.Read("/etc/metadata/containerruntime"));
        Assert.Contains($"version = {configVersion}", node.Read("/etc/containerd/config.toml"));
        Assert.EndsWith(
            "/etc/containerd/config.toml\n",
            node.Read("/etc/systemd/system/containerd.service.d/11-exec_config.conf")
        );
        Assert.Equal("abcdef.0123456789abcdef", node.Read("/var/lib/gardener-node-agent/credentials/bootstrap-token"));
        Assert.Equal("node-1", node.Read("/var/lib/gardener-node-agent/machine-name"));
        Assert.Contains(pool.Key, node.Read("/var/lib/gardener-node-agent/config.yaml"));
        Assert.Contains("ExecStart=", node.Read("/etc/systemd/system/gardener-node-init.service"));
        Assert.True(
            File.GetUnixFileMode(node.Root.Resolve("/var/lib/gardener-node-agent/init.sh"))
                .HasFlag(UnixFileMode.UserExecute)
        );
        // coreos starts units by command, one after the other; containerd ends up active everywhere.
        Assert.NotEmpty(node.StandIns.ServedHandlers);
    }

    [Fact]
    public async Task Ignition_masks_units_and_leaves_links_as_they_are()
    {
        await using var node = await TriedNode.StartAsync("flatcar");
        await node.UserData.ApplyAsync(
            await Rendered.UserDataAsync(Rendered.Pool("flatcar")),
            TestContext.Current.CancellationToken
        );

        var link = new FileInfo(Path.Combine(node.Root.Directory, "etc/extensions/docker-flatcar.raw"));
        Assert.Equal("/dev/null", link.LinkTarget);
        var mask = new FileInfo(Path.Combine(node.Root.Directory, "etc/systemd/system/update-engine.service"));
        Assert.Equal("/dev/null", mask.LinkTarget);
    }

    [Theory]
    [InlineData("b64", "aGVsbG8A/w==", new byte[] { 104, 101, 108, 108, 111, 0, 255 })]
    [InlineData("gz+b64", "H4sIAAAAAAAAA0sEAEO+t+gBAAAA", new byte[] { 97 })]
    [InlineData("", "plain: text", new byte[] { 112, 108, 97, 105, 110, 58, 32, 116, 101, 120, 116 })]
    public async Task Cloud_config_files_are_decoded(string encoding, string content, byte[] expected)
    {
        await using var node = await TriedNode.StartAsync("coreos");
        var config =
            $"#cloud-config\nwrite_files:\n- path: /etc/x\n  encoding: \"{encoding}\"\n  permissions: \"0640\"\n  content: \"{content}\"\n";
        await node.UserData.ApplyAsync(Encoding.UTF8.GetBytes(config), TestContext.Current.CancellationToken);

        Assert.Equal(expected, File.ReadAllBytes(node.Root.Resolve("/etc/x")));
        Assert.Equal(0b110_100_000, (int)File.GetUnixFileMode(node.Root.Resolve("/etc/x")));
    }

    [Theory]
    [InlineData("hello", "user data is neither")]
    [InlineData("#cloud-config\na: [", "cloud-config: line")]
    [InlineData("#cloud-config\nruncmd: [reboot]", "runs no commands")]
    [InlineData("{\"ignition\": {\"version\": \"2.2.0\"}}", "\"2.2.0\" is not one of specification 3")]
    [InlineData("#!/bin/bash\necho broken >&2\nexit 7\n", "ended with exit code 7: broken")]
    public async Task What_cannot_be_applied_is_an_error_that_says_why(string userData, string message)
    {
        await using var node = await TriedNode.StartAsync("ubuntu");

        var exception = await Assert.ThrowsAsync<LocalNodeException>(() =>
            node.UserData.ApplyAsync(Encoding.UTF8.GetBytes(userData), TestContext.Current.CancellationToken)
        );

        Assert.Contains(message, exception.Message);
    }

    [Fact]
    public async Task An_archive_is_applied_part_by_part()
    {
        await using var node = await TriedNode.StartAsync("ubuntu");
        const string Archive = """
            #cloud-config-archive
            - type: text/cloud-config
              content: |
                #cloud-config
                write_files:
                - {path: /etc/one, content: "1"}
            - type: text/x-shellscript
              content: |
                #!/bin/bash
                printf 2 > "$GRAFT_ROOT/etc/two"
            """;
        await node.UserData.ApplyAsync(Encoding.UTF8.GetBytes(Archive), TestContext.Current.CancellationToken);

        Assert.Equal("1", node.Read("/etc/one"));
        Assert.Equal("2", node.Read("/etc/two"));
    }

    [Fact]
    public async Task Nothing_is_written_outside_of_the_root()
    {
        await using var node = await TriedNode.StartAsync("flatcar");
        var marker = $"/tmp/graft-escape-{Guid.NewGuid():N}";
        var config =
            "{\"ignition\":{\"version\":\"3.3.0\"},\"storage\":{\"links\":[{\"path\":\"/out\",\"target\":\"/tmp\"}],"
            + $"\"files\":[{{\"path\":\"/..{marker}\",\"contents\":{{\"source\":\"data:,x\"}}}}]}}}}";
        await node.UserData.ApplyAsync(Encoding.UTF8.GetBytes(config), TestContext.Current.CancellationToken);

        Assert.False(File.Exists(marker));
        Assert.Equal("x", node.Read(marker));
    }
}
