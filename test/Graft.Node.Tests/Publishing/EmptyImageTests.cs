using System.Diagnostics;
using System.Text;
using Graft.Api.Installation;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Node.Tests.Installation;
using Graft.Testing;

namespace Graft.Node.Tests.Publishing;

/// <summary>
/// The program that ships, in a container as its DaemonSet has it: a root directory with nothing but the program, the
/// libraries that it names and the runtime's files, no environment, the node at <c>/var/host</c> and as process 1.
/// </summary>
public sealed class EmptyImageTests
{
    // Arguments: the node's root, the image's root, the stand-in programs. Standard input: one command line of the program
    // per line. Process 1 of a PID namespace of its own has the node's root as the root of its mount namespace.
    private const string Container = """
        set -eu
        root=$1 image=$2 tools=$3
        mount --bind "$root" "$root"
        for directory in usr bin sbin lib lib64 etc/alternatives; do
          if [ -L "/$directory" ]; then
            ln -s "$(readlink "/$directory")" "$root/$directory"
          elif [ -d "/$directory" ]; then
            mkdir -p "$root/$directory"
            mount --rbind "/$directory" "$root/$directory"
          fi
        done
        mkdir -p "$root/proc" "$root/dev" "$root/image" "$root/former" "$root$root" "$image/proc" "$image/var/host"
        mount --bind "$tools" "$root/usr/local/sbin"
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        mount --bind "$image" "$root/image"
        mount --bind "$root" "$root/image/var/host"
        mount -t proc proc "$root/image/proc"
        mount --bind "$root" "$root$root"
        cd "$root"
        pivot_root . former
        umount -l /former
        while read -r words; do
          code=0
          unshare --mount -- env -i /usr/sbin/chroot /image /graft-node-installer $words </dev/null || code=$?
          echo "exit code $code"
        done
        """;

    [Fact]
    public async Task The_published_program_installs_and_uninstalls_out_of_an_image_that_has_nothing_else()
    {
        await SkipUnlessNamespacesCanBeMadeAsync();
        var program = await PublishedInstaller.GetAsync(TestNode.Cancel);
        Assert.Equal([program], Directory.GetFileSystemEntries(Path.GetDirectoryName(program)!));
        using var directory = new TemporaryDirectory();
        await MakeImageAsync(directory, program);
        var root = directory["root"];
        Directory.CreateDirectory(root);
        await using var host = await StandInHost.StartAsync(
            root,
            new StandInOptions { ShipsContainerdUnit = false },
            TestNode.Cancel
        );
        ShipContainerd(host);

        string[] outcomes =
        [
            .. await RunAsync(
                host,
                directory["image"],
                "status --runtime /etc/graft/runtime.json",
                "install --once --runtime /etc/graft/runtime.json",
                "status --runtime /etc/graft/runtime.json",
                "install --once --runtime /etc/graft/runtime.json",
                "uninstall --once --runtime /etc/graft/runtime.json",
                "status --absent --runtime /etc/graft/runtime.json"
            ),
        ];

        Assert.Equal(
            [
                "not ready: handler bx is not installed yet",
                "exit code 1",
                "ready: boxes 1.0 (bx) is installed and served",
                "exit code 0",
                "ready: boxes 1.0 (bx) is installed and served",
                "exit code 0",
                "ready: boxes 1.0 (bx) is installed and served",
                "exit code 0",
                "boxes is not on this node",
                "exit code 0",
                "ready: boxes is not installed",
                "exit code 0",
            ],
            outcomes
        );
        // One start by the test, one restart each for installing and uninstalling, none for what was there already.
        Assert.Equal(3, host.CountStarts("containerd.service"));
        Assert.DoesNotContain("bx", host.ServedHandlers);
    }

    private static void ShipContainerd(StandInHost host)
    {
        string On(string path) => Path.Combine(host.Root, path.TrimStart('/'));
        Directory.CreateDirectory(On("/etc/systemd/system"));
        File.WriteAllText(
            On("/etc/systemd/system/containerd.service"),
            "[Service]\nExecStart=/usr/local/sbin/containerd\n"
        );
        Directory.CreateDirectory(On("/etc/containerd"));
        File.WriteAllText(On("/etc/containerd/config.toml"), "version = 3\n");
        using var start = Process.Start(
            new ProcessStartInfo("/bin/sh", [Path.Combine(host.Tools, "systemctl"), "start", "containerd"])
            {
                UseShellExecute = false,
            }
        )!;
        start.WaitForExit();
        Assert.Equal(0, start.ExitCode);
    }

    private static async Task MakeImageAsync(TemporaryDirectory directory, string program)
    {
        var (_, libraries, _) = await ProgramAsync("ldd", [program], "");
        var paths = libraries.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var library in paths.Where(path => path.StartsWith('/')))
        {
            Copy(library, directory["image" + library]);
        }
        Copy(program, directory["image/graft-node-installer"]);
        foreach (var binary in TestNode.Boxes.Binaries!)
        {
            Write(directory[$"image/var/content/{binary.Source}"], $"#!/bin/sh\n# {binary.Source}\n");
        }
        Write(directory["image/etc/graft/runtime.json"], InstallationJson.Serialize(TestNode.Boxes));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task SkipUnlessNamespacesCanBeMadeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "nodes run Linux");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a mount namespace");
        var (code, _, error) = await ProgramAsync(
            "unshare",
            ["--mount", "--pid", "--fork", "--mount-proc", "true"],
            ""
        );
        Assert.SkipUnless(code == 0, $"namespaces cannot be made here: {error}");
    }

    private static async Task<IEnumerable<string>> RunAsync(StandInHost host, string image, params string[] commands)
    {
        var (code, output, error) = await ProgramAsync(
            "unshare",
            ["--mount", "--pid", "--fork", "sh", "-c", Container, "container", host.Root, image, host.Tools],
            string.Join('\n', commands) + "\n"
        );
        Assert.True(code == 0, output + error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<(int Code, string Output, string Error)> ProgramAsync(
        string program,
        string[] arguments,
        string input
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestNode.Cancel);
        var error = process.StandardError.ReadToEndAsync(TestNode.Cancel);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestNode.Cancel);
        return (process.ExitCode, await output, await error);
    }
}
