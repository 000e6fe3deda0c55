using Graft.Node.Hosts;

namespace Graft.Node.Tests.Installation;

public sealed class BinaryDirectoryTests
{
    [Theory]
    [InlineData(null, "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/usr/bin", "/usr/bin")]
    [InlineData("# note\n\nOTHER=1\nCONTAINER_RUNTIME_BIN_PATH=\"/opt/bin\"\n", "/opt/bin")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH='/var/bin/containerruntimes'\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=usr/bin\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/usr/../etc\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/usr/$(id)\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/read-only/bin\n", "/var/bin/containerruntimes")]
    [InlineData("nothing\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/opt/bin\r\n", "/opt/bin")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/usr/bin\nCONTAINER_RUNTIME_BIN_PATH=/opt/bin", "/opt/bin")]
    [InlineData("#CONTAINER_RUNTIME_BIN_PATH=/opt/bin\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/opt/bin\0\n", "/var/bin/containerruntimes")]
    [InlineData("\0\0\u00ff\ufffd", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/etc/containerd/config.toml/bin\n", "/var/bin/containerruntimes")]
    [InlineData("CONTAINER_RUNTIME_BIN_PATH=/opt//bin\n", "/var/bin/containerruntimes")]
    [InlineData("large", "/var/bin/containerruntimes")]
    [InlineData("long", "/var/bin/containerruntimes")]
    public async Task Case_56_the_metadata_file_chooses_where_binaries_go(string? metadata, string expected)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        metadata = metadata switch
        {
            "large" => "CONTAINER_RUNTIME_BIN_PATH=/opt/bin\n" + new string('#', 70_000),
            "long" => $"CONTAINER_RUNTIME_BIN_PATH=/{string.Join('/', Enumerable.Repeat("x", 5000))}\n",
            _ => metadata,
        };
        if (metadata is not null)
        {
            node.Write("/etc/metadata/containerruntime", metadata);
        }

        var outcome = await node.InstallAsync(wrap: files => new ReadOnlyPartFileSystem(files));

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Null(new FileInfo(node[$"{expected}/bx"]).LinkTarget);
        Assert.Contains("one", File.ReadAllText(node[$"{expected}/bx"]));
        var files = new RootedFileSystem(node.Root);
        var onPath = HostPath.Parse("/var/bin/containerruntimes/containerd-shim-bx-v1");
        Assert.Equal($"{expected}/containerd-shim-bx-v1", files.Resolve(onPath).Value);
        Assert.Equal(HostEntryKind.File, files.FindTarget(onPath)!.Kind);
    }

    private sealed class ReadOnlyPartFileSystem(IHostFileSystem inner) : DelegatingFileSystem(inner)
    {
        public override HostSpace Space(HostPath directory) =>
            base.Space(directory) with
            {
                IsReadOnly = directory.Value.StartsWith("/read-only"),
            };
    }
}
