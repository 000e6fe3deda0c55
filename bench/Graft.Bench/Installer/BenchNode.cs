using System.Diagnostics;

namespace Graft.Bench.Installer;

/// <summary>
/// A node in a mount namespace of this process: a real containerd with its usual paths, nothing of which is on the machine's
/// disk, and a systemctl that starts and stops it.
/// </summary>
internal sealed class BenchNode
{
    /// <summary>Sizes of gVisor's two programs.</summary>
    private static readonly (string Name, int Megabytes)[] s_content =
    [
        ("runsc", 66),
        ("containerd-shim-runsc-v1", 28),
    ];

    private const string Description = """
        {
          "name": "gvisor", "version": "1", "binPath": "/var/lib/containerd/bin",
          "binaries": [
            {"source": "runsc", "name": "runsc"},
            {"source": "containerd-shim-runsc-v1", "name": "containerd-shim-runsc-v1"}
          ],
          "files": [{"path": "/etc/containerd/runsc.toml", "content": "[runsc_config]\n"}],
          "handlers": [
            {
              "name": "runsc", "runtimeType": "io.containerd.runsc.v1",
              "options": {
                "TypeUrl": "io.containerd.runsc.v1.options", "ConfigPath": "/etc/containerd/runsc.toml"
              }
            }
          ]
        }
        """;

    public const string Content = "/run/content";
    public const string Tools = "/run/tools";
    public const string DescriptionPath = "/run/runtime.json";
    public const string BinaryDirectory = "/var/lib/containerd/bin";

    private const string Configuration = "/etc/containerd/config.toml";

    private readonly string _default;

    private BenchNode(string @default) => _default = @default;

    /// <summary>Must run in a mount namespace of its own.</summary>
    public static async Task<BenchNode> CreateAsync(string scripts, CancellationToken cancellationToken)
    {
        var @default = await OutputOfAsync(["containerd", "config", "default"], cancellationToken);
        foreach (var directory in new[] { "/run", "/var/lib", "/etc/containerd" })
        {
            await OutputOfAsync(["mount", "-t", "tmpfs", "tmpfs", directory], cancellationToken);
        }
        Directory.CreateDirectory(Tools);
        File.Copy(Path.Combine(scripts, "systemctl.sh"), Path.Combine(Tools, "systemctl"));
        Directory.CreateDirectory(Content);
        var random = new Random(1);
        foreach (var (name, megabytes) in s_content)
        {
            var bytes = new byte[megabytes << 20];
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(Path.Combine(Content, name), bytes, cancellationToken);
        }
        await File.WriteAllTextAsync(DescriptionPath, Description, cancellationToken);
        return new BenchNode(@default);
    }

    /// <summary>A node that knows no runtime but runc.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await SystemctlAsync("stop", cancellationToken);
        foreach (var directory in new[] { "/etc/containerd", "/var/lib" })
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
            {
                await OutputOfAsync(["rm", "-rf", entry], cancellationToken);
            }
        }
        await File.WriteAllTextAsync(Configuration, _default, cancellationToken);
        await SystemctlAsync("restart", cancellationToken);
    }

    public Task SystemctlAsync(string verb, CancellationToken cancellationToken) =>
        OutputOfAsync([Path.Combine(Tools, "systemctl"), verb, "containerd.service"], cancellationToken);

    private static async Task<string> OutputOfAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', command)} failed");
    }
}
