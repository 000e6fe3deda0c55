using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Api.Installation;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Hosts;
using Graft.Node.Installation;
using Graft.Node.Toml;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Node.Tests.Installation;

/// <summary>A node root with stand-ins for systemd and containerd, and the content of a runtime to install on it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string V1 = "cri";
    public const string V2 = "io.containerd.grpc.v1.cri";
    public const string V3 = "io.containerd.cri.v1.runtime";

    private readonly TemporaryDirectory _directory;

    private TestNode(TemporaryDirectory directory, StandInHost host)
    {
        _directory = directory;
        Host = host;
        WriteContent("bx", "one");
        WriteContent("containerd-shim-bx-v1", "shim one");
    }

    public StandInHost Host { get; }

    public string Root => _directory["root"];

    public string Content => _directory["content"];

    /// <summary>A file beside the node's root, where nothing that happens on the node may ever lead.</summary>
    public string Outside => _directory["outside"];

    public int Restarts => Host.CountStarts("containerd.service") - 1;

    public string Config
    {
        get => File.ReadAllText(this["/etc/containerd/config.toml"]);
        set => Write("/etc/containerd/config.toml", value);
    }

    public string this[string hostPath] => Path.Combine(Root, hostPath.TrimStart('/'));

    /// <summary>A runtime as one with two single binaries and an options file is described.</summary>
    public static RuntimeDescription Boxes { get; } =
        new()
        {
            Name = "boxes",
            Version = "1.0",
            BinPath = "/var/bin/containerruntimes",
            Binaries =
            [
                new RuntimeBinary { Source = "bx", Name = "bx" },
                new RuntimeBinary { Source = "containerd-shim-bx-v1", Name = "containerd-shim-bx-v1" },
            ],
            Files = [new RuntimeFile { Path = "/etc/containerd/bx.toml", Content = "[bx_config]\n" }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = "bx",
                    RuntimeType = "io.containerd.bx.v1",
                    Options = new JsonObject
                    {
                        ["TypeUrl"] = "io.containerd.bx.v1.options",
                        ["ConfigPath"] = "/etc/containerd/bx.toml",
                    },
                },
            ],
        };

    /// <summary>A runtime that is but a handler, so that there can be any number of them.</summary>
    public static RuntimeDescription Bare(string name, JsonNode? privileged = null) =>
        new()
        {
            Name = name,
            Version = "1.0",
            BinPath = "/var/bin/containerruntimes",
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = name,
                    RuntimeType = $"io.containerd.{name}.v1",
                    Settings = privileged is null
                        ? null
                        : new JsonObject { ["privileged_without_host_devices"] = privileged },
                },
            ],
        };

    /// <summary>A runtime as one that comes as a directory tree with two handlers is described.</summary>
    public static RuntimeDescription Crates(string version) =>
        new()
        {
            Name = "crates",
            Version = version,
            BinPath = "/var/bin/containerruntimes",
            Bundles =
            [
                new RuntimeBundle
                {
                    Source = "opt/crates",
                    Directory = $"/opt/crates/{version}",
                    BuiltFor = "/opt/crates",
                    Links = [new RuntimeLink { Name = "containerd-shim-crates-v2", Target = "bin/shim" }],
                    RetainedWhileRunning = ["bin"],
                },
            ],
            Handlers = [CrateHandler("crates-a", version), CrateHandler("crates-b", version)],
            Requirements = new RuntimeRequirements
            {
                Devices = ["/dev/kvm"],
                Checks = [new RuntimeCheck { Program = $"/opt/crates/{version}/bin/shim", Arguments = ["check"] }],
            },
        };

    public static async Task<TestNode> StartAsync(StandInOptions? options = null, string? config = null)
    {
        var directory = new TemporaryDirectory();
        // Deep enough that a socket address would not fit.
        var root = directory["root"];
        Directory.CreateDirectory(root);
        var host = await StandInHost.StartAsync(root, options ?? new StandInOptions(), Cancel);
        var node = new TestNode(directory, host);
        if (config is not null)
        {
            node.Config = config;
        }
        node.Systemctl("start containerd");
        return node;
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Outcome> InstallAsync(
        RuntimeDescription? runtime = null,
        Func<IHostFileSystem, IHostFileSystem>? wrap = null,
        TimeProvider? time = null,
        TimeSpan settling = default,
        FaultPoint? fault = null
    )
    {
        using var session = Open(runtime ?? Boxes, wrap, time, settling, fault);
        return await new Installer(session).ConvergeAsync(Cancel);
    }

    public async Task<Outcome> StatusAsync(RuntimeDescription? runtime = null)
    {
        using var session = Open(runtime ?? Boxes);
        return await new StatusReport(session).ReadAsync(Cancel);
    }

    public async Task<Outcome> UninstallAsync(
        RuntimeDescription? runtime = null,
        Func<IHostFileSystem, IHostFileSystem>? wrap = null,
        FaultPoint? fault = null
    )
    {
        using var session = Open(runtime ?? Boxes, wrap, fault: fault);
        return await new Uninstaller(session).RemoveAsync(Cancel);
    }

    public NodeSession Open(
        RuntimeDescription runtime,
        Func<IHostFileSystem, IHostFileSystem>? wrap = null,
        TimeProvider? time = null,
        TimeSpan settling = default,
        FaultPoint? fault = null
    )
    {
        var rooted = new RootedFileSystem(Root);
        var options = new InstallationOptions
        {
            HostRoot = Root,
            Content = Content,
            HostTools = Host.Tools,
            Runtime = runtime,
            Settling = settling,
        };
        var files = wrap?.Invoke(rooted) ?? rooted;
        var commands = new ToolCommands(Host.Tools, rooted);
        return new NodeSession(
            options,
            fault is null ? files : new FaultingFileSystem(files, fault),
            fault is null ? commands : new FaultingCommands(commands, fault),
            time ?? TimeProvider.System,
            NullLogger.Instance
        );
    }

    public TomlTable? Table(string plugin, string handler) =>
        TomlDocument.Parse(Config).Root.Find("plugins", plugin, "containerd", "runtimes", handler) as TomlTable;

    public void Write(string hostPath, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[hostPath])!);
        File.WriteAllText(this[hostPath], text);
    }

    public void WriteContent(string name, string text)
    {
        var path = Path.Combine(Content, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n# {text}\nexit 0\n");
        File.SetUnixFileMode(path, FileModes.Program);
    }

    /// <summary>The content of <see cref="Crates"/>, and the device that it needs.</summary>
    public void ArrangeCrates()
    {
        Write("/dev/kvm", "");
        WriteContent("opt/crates/bin/shim", "shim");
        foreach (var handler in new[] { "crates-a", "crates-b" })
        {
            var file = Path.Combine(Content, $"opt/crates/share/{handler}.toml");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "kernel = \"/opt/crates/share/vmlinux\" # not /usr/opt/crates/x\n");
        }
    }

    /// <summary>Everything that no installation that ended may leave: temporary files, markers, ways back, announcements.</summary>
    public IEnumerable<string> Leftovers() =>
        Directory
            .EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/var/lib/graft-standin/"))
            .Where(path =>
                path.EndsWith(".graft-new")
                || path.EndsWith(".graft-old")
                || path.EndsWith("/restart-pending")
                || path.EndsWith("/config.toml.previous")
            );

    /// <summary>Every path of the node with its content and mode, but for what the stand-ins keep, and the lock.</summary>
    public SortedDictionary<string, string> Snapshot()
    {
        var snapshot = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var entry in new DirectoryInfo(Root).EnumerateFileSystemInfos("*", all))
        {
            var path = entry.FullName[Root.Length..];
            if (path.StartsWith("/var/lib/graft-standin") || path.EndsWith(".lock") || path.EndsWith(".sock"))
            {
                continue;
            }
            var isFile = entry is FileInfo { LinkTarget: null };
            var content = isFile ? File.ReadAllText(entry.FullName) : entry.LinkTarget ?? "";
            var written = isFile ? entry.LastWriteTimeUtc.Ticks : 0;
            snapshot[path] = $"{entry.UnixFileMode} {written} {content}";
        }
        return snapshot;
    }

    /// <summary>The node and what is beside its root, but for what the stand-ins keep, the trace of a failure and the lock.</summary>
    public SortedDictionary<string, string> Everything() =>
        Planted.Tree(
            _directory.Path,
            path =>
                !path.Contains("/var/lib/graft-standin")
                && !path.EndsWith("/containerd.sock")
                && !(IsTrace(path) && LibC.Stat(path, follow: false) is { Kind: HostEntryKind.File })
        );

    private static bool IsTrace(string path) =>
        path.EndsWith("/boxes.outcome.json") || path.EndsWith("/.config.toml.lock");

    public void Systemctl(string arguments)
    {
        // By its interpreter: a file just written cannot be executed while a process forked meanwhile holds it open (ETXTBSY).
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", $"{Path.Combine(Host.Tools, "systemctl")} {arguments}")
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _directory.Dispose();
    }

    private static RuntimeHandler CrateHandler(string name, string version) =>
        new()
        {
            Name = name,
            RuntimeType = "io.containerd.crates.v2",
            RuntimePath = $"/opt/crates/{version}/bin/shim",
            Settings = new JsonObject
            {
                ["privileged_without_host_devices"] = true,
                ["pod_annotations"] = new JsonArray("io.crates.*"),
            },
            Options = new JsonObject { ["ConfigPath"] = $"/opt/crates/{version}/share/{name}.toml" },
        };
}
