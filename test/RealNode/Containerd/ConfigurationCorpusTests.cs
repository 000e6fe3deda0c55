using System.Text;
using System.Text.Json.Nodes;
using Graft.Api.Installation;
using Graft.Images;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node;
using Graft.Node.Containerd;
using Graft.Node.Installation;
using Graft.Node.Toml;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace RealNode.Containerd;

/// <summary>
/// Configurations in the manner of distributions and tools, edited by the installer and read by containerd itself. systemd and
/// the daemon are stand-ins here; what a file means is said by the real program.
/// </summary>
public sealed class ConfigurationCorpusTests
{
    private static readonly string[] Releases = ["1.6", "1.7", "2"];

    private static readonly RuntimeDescription Boxes = new()
    {
        Name = "boxes",
        Version = "1.0",
        BinPath = Installation.BinaryDirectory,
        Handlers =
        [
            new RuntimeHandler
            {
                Name = "boxes",
                RuntimeType = "io.containerd.boxes.v1",
                Settings = new JsonObject
                {
                    ["privileged_without_host_devices"] = true,
                    ["pod_annotations"] = new JsonArray("boxes.test/*"),
                },
                Options = new JsonObject
                {
                    ["TypeUrl"] = "io.containerd.boxes.v1.options",
                    ["ConfigPath"] = "/etc/containerd/boxes.toml",
                },
            },
        ],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string TestData => Repository.File("test", "RealNode", "Containerd", "testdata");

    /// <summary>Files of the corpus, containerd's own defaults, and the shared examples of those.</summary>
    public static TheoryData<string> Files =>
        [
            .. Directory
                .GetFiles(TestData, "*.toml")
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
            .. Releases.Select(release => $"default of {release}"),
            "shared config-default-1.6.toml",
            "shared config-default-2.1.toml",
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_configuration_gains_and_loses_exactly_the_runtimes_table(string file)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Directory.Exists("/etc/containerd"),
            "only root can show containerd a directory in place of an existing /etc/containerd"
        );
        var bytes = await ReadAsync(file);
        var version = new ContainerdConfiguration(TomlDocument.Parse(bytes)).Version;
        var refusals = new List<string>();
        var readers = 0;
        foreach (var name in Releases)
        {
            var release = await ContainerdRelease.GetAsync(name, Cancel);
            if (!release.Reads(version))
            {
                refusals.Add($"containerd {release.Version} does not read version {version}");
            }
            else if (await TryAsync(release, file, bytes) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else
            {
                readers++;
            }
        }
        Assert.SkipWhen(version == 4 && readers == 0, string.Join("; ", refusals));
        Assert.True(readers > 0, string.Join("; ", refusals));
    }

    [Fact]
    public async Task A_file_that_switches_the_CRI_plugin_off_is_refused_and_left_alone()
    {
        var bytes =
            "disabled_plugins = [\"cri\"]\n\n#root = \"/var/lib/containerd\"\n#[grpc]\n#  uid = 0\n"u8.ToArray();
        await using var node = await CorpusNode.StartAsync(
            await ContainerdRelease.GetAsync("1.6", Cancel),
            bytes,
            null
        );

        var outcome = await node.InstallAsync();

        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Equal(
            "/etc/containerd/config.toml switches containerd's CRI plugin off (disabled_plugins), so that no handler can be served; refusing to modify it",
            outcome.Message
        );
        Assert.Equal(bytes, node.Bytes);
        Assert.Equal(0, node.Restarts);
    }

    /// <returns>Null, or why this release cannot read the file as it is.</returns>
    private static async Task<string?> TryAsync(ContainerdRelease release, string file, byte[] bytes)
    {
        var dropIns = Path.Combine(TestData, $"{Path.GetFileNameWithoutExtension(file)}.conf.d");
        await using var node = await CorpusNode.StartAsync(release, bytes, Directory.Exists(dropIns) ? dropIns : null);
        var before = await node.TryDumpAsync();
        if (before is null)
        {
            return $"containerd {release.Version} does not read this file";
        }

        var installed = await node.InstallAsync();

        Assert.True(installed.Kind == OutcomeKind.Done, $"containerd {release.Version}: {installed.Message}");
        var after = (await node.TryDumpAsync())!;
        var wanted = HandlerTable.Of(Boxes.Handlers[0], release.Version);
        var path = new ContainerdConfiguration(after).PathOf("boxes");
        Assert.True(HandlerTable.Contains(Assert.IsType<TomlTable>(after.Root.Find(path)), wanted));
        Assert.Equal(Text(before), Text(after.Remove(path)));
        Assert.Equal(1, node.Restarts);
        var removed = await node.UninstallAsync();
        Assert.True(removed.Kind == OutcomeKind.Done, $"containerd {release.Version}: {removed.Message}");
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(node.Bytes));
        Assert.Equal(bytes, node.Bytes);
        return null;
    }

    /// <summary>containerd prints the imported files in any order.</summary>
    private static string Text(TomlDocument document)
    {
        var root = document.Root;
        if (root.Find("imports") is TomlArray imports)
        {
            var sorted = imports.Items.OfType<TomlString>().OrderBy(item => item.Value, StringComparer.Ordinal);
            root = root.With(["imports"], new TomlArray([.. sorted]));
        }
        return new TomlFormat().Value(root);
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        if (file.Split(' ') is ["default", _, var release])
        {
            var program = (await ContainerdRelease.GetAsync(release, Cancel)).Containerd;
            return Encoding.UTF8.GetBytes(await Programs.CheckAsync(program, ["config", "default"], Cancel));
        }
        return await File.ReadAllBytesAsync(
            file.Split(' ') is ["shared", var shared]
                ? Repository.Shared("containerd", shared)
                : Path.Combine(TestData, file),
            Cancel
        );
    }

    /// <summary>A stand-in node whose program <c>containerd</c> is real and sees the node's <c>/etc/containerd</c>.</summary>
    private sealed class CorpusNode(TemporaryDirectory directory, StandInHost host) : IAsyncDisposable
    {
        public byte[] Bytes => File.ReadAllBytes(directory["root/etc/containerd/config.toml"]);

        public int Restarts => host.CountStarts("containerd.service") - 1;

        public static async Task<CorpusNode> StartAsync(
            ContainerdRelease release,
            byte[] configuration,
            string? dropIns
        )
        {
            var directory = new TemporaryDirectory();
            var etc = directory["root/etc/containerd"];
            Directory.CreateDirectory(etc);
            Directory.CreateDirectory(directory["content"]);
            var options = new StandInOptions { ContainerdVersion = release.Version.ToString() };
            var node = new CorpusNode(directory, await StandInHost.StartAsync(directory["root"], options, Cancel));
            await File.WriteAllBytesAsync(Path.Combine(etc, "config.toml"), configuration, Cancel);
            if (dropIns is not null)
            {
                Directory.CreateDirectory(Path.Combine(etc, "conf.d"));
                foreach (var file in Directory.GetFiles(dropIns))
                {
                    File.Copy(file, Path.Combine(etc, "conf.d", Path.GetFileName(file)));
                }
            }
            await node.WriteProgramAsync(release, etc);
            await Programs.CheckAsync("/bin/sh", [node.Tool("systemctl"), "start", "containerd"], Cancel);
            return node;
        }

        public async Task<Outcome> InstallAsync()
        {
            using var session = Open();
            return await new Installer(session).ConvergeAsync(Cancel);
        }

        public async Task<Outcome> UninstallAsync()
        {
            using var session = Open();
            return await new Uninstaller(session).RemoveAsync(Cancel);
        }

        /// <summary>What the file means to containerd; null where it does not read it.</summary>
        public async Task<TomlDocument?> TryDumpAsync()
        {
            var end = await Programs.RunAsync(
                "/bin/sh",
                [Tool("containerd"), "--config", PrivateNode.ConfigurationPath, "config", "dump"],
                Cancel
            );
            return end.ExitCode == 0 ? TomlDocument.Parse(end.Output) : null;
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            directory.Dispose();
        }

        private string Tool(string name) => Path.Combine(host.Tools, name);

        private async Task WriteProgramAsync(ContainerdRelease release, string etc)
        {
            var path = Tool("containerd");
            await File.WriteAllTextAsync(
                path,
                $"""
                #!/bin/sh
                exec unshare --mount /bin/sh -c 'mount --bind "{etc}" /etc/containerd && exec "$0" "$@"' "{release.Containerd}" "$@"

                """,
                Cancel
            );
            File.SetUnixFileMode(path, ImageFiles.Program);
        }

        private NodeSession Open() =>
            NodeSession.Open(
                new InstallationOptions
                {
                    HostRoot = directory["root"],
                    Content = directory["content"],
                    HostTools = host.Tools,
                    Runtime = Boxes,
                    Settling = TimeSpan.Zero,
                },
                TimeProvider.System,
                NullLogger.Instance
            );
    }
}
