using System.Diagnostics;
using System.Globalization;
using System.Text;
using Graft.Containerd.Protocol;
using Graft.Images;
using Graft.Testing;

namespace RealNode.Containerd;

/// <summary>
/// A root directory of its own with a real containerd in it, in a mount and a process namespace that end with this object (or
/// with the test's process, however that ends). Programs and libraries are this machine's; <c>/etc</c>, <c>/run</c>,
/// <c>/var</c>, <c>/opt</c> and <c>/tmp</c> are the node's own.
/// </summary>
internal sealed class PrivateNode : IAsyncDisposable
{
    public const string PauseImage = "graft.test/pause:1";
    public const string BusyboxImage = "graft.test/busybox:1";
    public const string ConfigurationPath = "/etc/containerd/config.toml";

    private readonly TemporaryDirectory _directory;
    private readonly Process _holder;
    private readonly int _init;

    private PrivateNode(TemporaryDirectory directory, ContainerdRelease release, Process holder, int init)
    {
        _directory = directory;
        _holder = holder;
        _init = init;
        Release = release;
        Cri = new CriConnection(this["/run/containerd/containerd.sock"]);
    }

    public ContainerdRelease Release { get; }

    public CriConnection Cri { get; }

    /// <summary>The node's root as this process sees it, mounts included.</summary>
    public string Root => string.Create(CultureInfo.InvariantCulture, $"/proc/{_init}/root");

    /// <summary>The directory with <c>systemctl</c> and <c>containerd</c> for <c>--host-tools</c>.</summary>
    public string Tools => _directory["tools"];

    /// <summary>A directory for what is to be installed.</summary>
    public string Content => _directory["content"];

    /// <summary>A name that nothing else on this machine has, for control groups.</summary>
    public string Name => Path.GetFileName(_directory.Path);

    public string this[string path] => Root + path;

    public string Configuration
    {
        get => File.ReadAllText(this[ConfigurationPath]);
        set => File.WriteAllText(this[ConfigurationPath], value);
    }

    /// <summary>How often containerd was started again.</summary>
    public int Restarts => File.ReadAllLines(_directory["unit/starts"]).Length - 1;

    public string Log => File.ReadAllText(_directory["unit/log"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="releaseName">One of <see cref="ContainerdRelease.All"/>.</param>
    /// <param name="configuration">containerd's configuration; null: none.</param>
    public static async Task<PrivateNode> StartAsync(string releaseName, string? configuration)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "containerd is run on Linux only");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make the namespaces of a node");
        foreach (var program in new[] { "/usr/bin/unshare", "/usr/bin/nsenter", "/usr/sbin/runc", "/bin/busybox" })
        {
            Assert.SkipUnless(File.Exists(program), $"{program} is not installed on this machine");
        }
        var release = await ContainerdRelease.GetAsync(releaseName, Cancel);
        var directory = new TemporaryDirectory();
        foreach (var name in new[] { "root/etc/containerd", "unit", "tools", "content" })
        {
            Directory.CreateDirectory(directory[name]);
        }
        if (configuration is not null)
        {
            await File.WriteAllTextAsync(directory[$"root{ConfigurationPath}"], configuration, Cancel);
        }
        var holder = Process.Start(
            new ProcessStartInfo(
                "unshare",
                [
                    "--mount",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "/bin/sh",
                    Script("private-node.sh"),
                    directory["root"],
                    release.Programs,
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var ready = await holder.StandardOutput.ReadLineAsync(Cancel);
        if (ready != "ready")
        {
            var problem = await holder.StandardError.ReadToEndAsync(Cancel);
            directory.Dispose();
            Assert.Skip($"the namespaces of a node cannot be made here: {problem.Trim()}");
        }
        var children = await File.ReadAllTextAsync(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{holder.Id}/task/{holder.Id}/children"),
            Cancel
        );
        var init = int.Parse(children.Trim(), CultureInfo.InvariantCulture);
        var node = new PrivateNode(directory, release, holder, init);
        node.WriteTools();
        await node.SystemctlAsync("start");
        return node;
    }

    /// <summary>Makes the images that pods need known to containerd.</summary>
    public async Task ImportAsync(params IEnumerable<OciImage> images)
    {
        foreach (var image in images)
        {
            await OciArchive.WriteAsync(image, this["/tmp/image.tar"], Cancel);
            await RunAsync(
                "/opt/containerd/bin/ctr",
                "-n",
                "k8s.io",
                "images",
                "import",
                "--all-platforms",
                "/tmp/image.tar"
            );
            File.Delete(this["/tmp/image.tar"]);
        }
    }

    public Task ImportStandardAsync() =>
        ImportAsync(
            StandardImages.Pause(PauseImage, "/bin/busybox"),
            StandardImages.Busybox(BusyboxImage, "/bin/busybox", "sh", "cat", "id", "sleep", "echo", "ls", "trap")
        );

    /// <summary>Runs a program on the node, which must succeed.</summary>
    public Task<string> RunAsync(string program, params string[] arguments) =>
        Programs.CheckAsync("nsenter", [.. Enter, program, .. arguments], Cancel);

    /// <summary>Starts, stops or restarts containerd; the unit's own outcome must be success.</summary>
    public Task<string> SystemctlAsync(string verb) =>
        Programs.CheckAsync("/bin/sh", [Path.Combine(Tools, "systemctl"), verb, "containerd.service"], Cancel);

    public async ValueTask DisposeAsync()
    {
        Cri.Dispose();
        // The end of its input ends the first process of the namespace, and with it every other one.
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync(CancellationToken.None);
        _holder.Dispose();
        ControlGroups.Remove(Name);
        _directory.Dispose();
    }

    private string[] Enter =>
        [
            string.Create(CultureInfo.InvariantCulture, $"--target={_init}"),
            "--mount",
            "--pid",
            "--root",
            "--wd",
            "/usr/bin/env",
            "-i",
            "PATH=/opt/containerd/bin:/var/bin/containerruntimes:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ];

    private void WriteTools()
    {
        var enter = $"nsenter {string.Join(' ', Enter)}";
        Write(
            "systemctl",
            $"UNIT='{_directory["unit"]}'\nENTER='{enter}'\nCONTAINERD='/opt/containerd/bin/containerd'\n"
                + File.ReadAllText(Script("private-systemctl.sh"))
        );
        Write("containerd", $"exec {enter} /opt/containerd/bin/containerd \"$@\"\n");

        void Write(string name, string script)
        {
            var path = Path.Combine(Tools, name);
            File.WriteAllText(path, $"#!/bin/sh\n{script}", new UTF8Encoding(false));
            File.SetUnixFileMode(path, ImageFiles.Program);
        }
    }

    private static string Script(string name) => Repository.File("test", "RealNode", "Containerd", "testdata", name);
}
