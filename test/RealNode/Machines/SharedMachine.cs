using Graft.Api.Installation;
using Graft.Containerd.Protocol;
using Graft.Images;
using Graft.Landscape.Machines;
using Graft.Node.Toml;
using Graft.Testing;

namespace RealNode.Machines;

/// <summary>Holds the tests that share the one provisioned machine; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedMachineTests : ICollectionFixture<SharedMachine>
{
    public const string Name = "a provisioned machine";
}

/// <summary>
/// One machine that real cloud-init has provisioned with the rendered user data, with the installer and contents of runtimes
/// on its disk. Booted when the first test asks for it.
/// </summary>
public sealed class SharedMachine : IAsyncDisposable
{
    private const string Pristine = "/root/pristine-config.toml";
    private const string Program = "/opt/graft/bin/graft-node-installer";
    internal const string PauseImage = "graft.local/pause:1";
    internal const string InstallerImage = "graft.local/graft-node-installer:1";

    // What a test may have left of Graft; afterwards containerd counts as never started, with the configuration of before.
    private const string Cleaning = $$"""
        set -eu
        rm -f /usr/local/sbin/systemctl
        systemctl list-units --all --plain --no-legend 'graft-*' | awk '{print $1}' | grep -v graft-machine-mounts | xargs -r systemctl stop || true
        rm -f /etc/systemd/system/graft-install-*.service /etc/systemd/system/multi-user.target.wants/graft-install-*
        systemctl daemon-reload
        rm -rf /var/lib/graft /etc/containerd/config.toml.graft-orig /etc/containerd/runsc.toml /etc/graft /run/graft-* /run/held
        rm -rf /var/bin/containerruntimes /usr/bin/crun /usr/bin/runsc /usr/bin/containerd-shim-runsc-v1
        systemctl reset-failed
        if ! cmp -s /etc/containerd/config.toml {{Pristine}} || ! systemctl -q is-active containerd; then
            cp -p {{Pristine}} /etc/containerd/config.toml
            systemctl restart containerd
        fi
        systemctl reset-failed
        mkdir -p /etc/graft
        """;

    private readonly SemaphoreSlim _gate = new(1);
    private TriedMachine? _machine;

    internal Machine Machine => _machine!.Machine;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The machine, with containerd as user data have left it and nothing of Graft's runtimes on it.</summary>
    internal async Task<TriedMachine> CleanAsync()
    {
        var machine = await StartAsync();
        using (var cri = new CriConnection(machine.Machine.CriSocket))
        {
            var sandboxes = await cri.ListPodSandboxAsync(new ListPodSandboxRequest(), Token);
            foreach (var sandbox in sandboxes.Items)
            {
                await cri.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = sandbox.Id }, Token);
                await cri.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = sandbox.Id }, Token);
            }
        }
        await machine.OutputAsync("/bin/sh", "-c", Cleaning);
        await WaitForCriAsync(machine);
        return machine;
    }

    /// <summary>Where the machine's file of containerd's configuration is.</summary>
    internal string Configuration => Machine.Disk + "/etc/containerd/config.toml";

    /// <summary>Skips the test where the packages of this computer do not have a runtime's programs.</summary>
    internal void SkipWithoutContent(RuntimeDescription runtime) =>
        Assert.SkipUnless(
            (runtime.Binaries ?? []).All(binary =>
                File.Exists($"{Machine.Disk}/opt/graft/content/{runtime.Name}/{binary.Source}")
            ),
            $"the package with {runtime.Name} is not installed"
        );

    /// <summary>Installs a runtime, which must succeed.</summary>
    internal async Task InstallAsync(RuntimeDescription runtime)
    {
        var result = await RunInstallerAsync("install", runtime);
        Assert.True(result.Succeeded, result.Output + result.Error);
        Assert.StartsWith($"ready: {runtime.Name}", result.Output);
    }

    /// <summary>Writes a runtime's description where its unit expects it, and says how the installer is called for it.</summary>
    internal string[] CommandFor(string verb, RuntimeDescription runtime, string hostRoot = "/")
    {
        var path = new OneShotInstallation { Runtime = runtime }.DescriptionPath;
        File.WriteAllText(Machine.Disk + path, InstallationJson.Serialize(runtime));
        return
        [
            Program,
            verb,
            "--once",
            $"--runtime={path}",
            $"--host-root={hostRoot}",
            $"--content=/opt/graft/content/{runtime.Name}",
        ];
    }

    /// <summary>Runs the installer as a process of the machine, and returns how it ended.</summary>
    internal Task<ProgramResult> RunInstallerAsync(string verb, RuntimeDescription runtime)
    {
        string[] command = CommandFor(verb, runtime);
        // In a unit of its own, as everything on a real machine is.
        return Machine.RunAsync(
            "systemd-run",
            ["--quiet", "--collect", "--wait", "--pipe", $"--unit=graft-run-{runtime.Name}", .. command],
            Token
        );
    }

    internal static async Task WaitForCriAsync(TriedMachine machine)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var cri = new CriConnection(machine.Machine.CriSocket);
                await cri.StatusAsync(new StatusRequest(), limit.Token);
                return;
            }
            catch (CriException)
            {
                await Task.Delay(100, limit.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is { } machine)
        {
            await machine.DisposeAsync();
        }
        _gate.Dispose();
    }

    private async Task<TriedMachine> StartAsync()
    {
        await _gate.WaitAsync(Token);
        try
        {
            return _machine ??= await ProvisionAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<TriedMachine> ProvisionAsync()
    {
        TriedMachine.SkipWhereNoneCanRun();
        var installer = await PublishedInstaller.GetAsync(CancellationToken.None);
        var userData = await RenderedUserData.OfUbuntuAsync();
        var machine = await TriedMachine.StartAsync(
            "node-1",
            new CloudInitSeed("node-1", userData),
            root => AddFiles(root, installer)
        );
        await machine.Machine.WaitForCloudInitAsync(Token);
        await machine.OutputAsync("cp", "-p", "/etc/containerd/config.toml", Pristine);
        await ImportAsync(machine, StandardImages.Pause(PauseImage, Path.Combine(machine.Machine.Disk, "bin/busybox")));
        await ImportAsync(machine, StandardImages.Program(InstallerImage, "/graft-node-installer", installer));
        return machine;
    }

    private static void AddFiles(string root, string installer)
    {
        // As the node agent does: the image of sandboxes is one that the node can get.
        var configuration = $"{root}/etc/containerd/config.toml";
        var document = TomlDocument.Parse(File.ReadAllBytes(configuration));
        string[] key = ["plugins", "io.containerd.grpc.v1.cri", "sandbox_image"];
        File.WriteAllBytes(configuration, document.Set(key, PauseImage).ToBytes());
        Directory.CreateDirectory(Path.GetDirectoryName(root + Program)!);
        File.Copy(installer, root + Program);
        // Content, not yet a program of the machine.
        Directory.CreateDirectory($"{root}/opt/graft/content/crun");
        File.Move($"{root}/usr/bin/crun", $"{root}/opt/graft/content/crun/crun");
        Directory.CreateDirectory($"{root}/opt/graft/content/refused");
        var gvisor = Directory.CreateDirectory($"{root}/opt/graft/content/gvisor").FullName;
        if (HostPrograms.Find("runsc") is { } runsc)
        {
            File.Copy(runsc, Path.Combine(gvisor, "runsc"));
            // Debian has no package of the shim. Nothing here starts it.
            File.WriteAllText(Path.Combine(gvisor, "containerd-shim-runsc-v1"), "#!/bin/sh\nexit 1\n");
        }
    }

    /// <summary>There is no registry, so images come as files.</summary>
    private static async Task ImportAsync(TriedMachine machine, OciImage image)
    {
        await OciArchive.WriteAsync(image, Path.Combine(machine.Machine.Disk, "root/image.tar"), Token);
        await machine.OutputAsync("ctr", "-n", "k8s.io", "images", "import", "--all-platforms", "/root/image.tar");
    }
}
