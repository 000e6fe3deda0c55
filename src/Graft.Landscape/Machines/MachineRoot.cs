using System.Text.Json.Nodes;
using Graft.Node.Toml;

namespace Graft.Landscape.Machines;

/// <summary>Makes the root directory of a machine out of an image.</summary>
internal static class MachineRoot
{
    private const UnixFileMode Standard =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const string Units = "etc/systemd/system";

    private const string MountsUnit = "graft-machine-mounts.service";

    // systemd-nspawn mounts these read-only; runc and CNI plugins write to them.
    private const string MountsUnitText = """
        [Unit]
        Description=Kernel file systems that containers need are writable
        DefaultDependencies=no
        Before=sysinit.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/bin/sh -c 'for each in /sys/fs/cgroup/* /proc/sys /sys; do \
            if mountpoint -q "$$each" && [ "$$each" != /sys/fs/cgroup/systemd ]; then mount -o remount,bind,rw "$$each"; fi; done'

        [Install]
        WantedBy=sysinit.target

        """;

    /// <summary>
    /// Units that must not run here: udev would replay the events of the devices of the computer below, NFS has no kernel
    /// part, and the others only take time.
    /// </summary>
    private static readonly string[] s_masked =
    [
        "systemd-udevd.service",
        "systemd-udevd-control.socket",
        "systemd-udevd-kernel.socket",
        "systemd-udev-trigger.service",
        "run-rpc_pipefs.mount",
        "rpcbind.service",
        "rpcbind.socket",
        "nfs-client.target",
        "apt-daily.timer",
        "apt-daily-upgrade.timer",
        "dpkg-db-backup.timer",
        "e2scrub_all.timer",
        "e2scrub_reap.service",
        "fstrim.timer",
        "getty.target",
        "console-getty.service",
    ];

    /// <summary>Unpacks the image and fits it out, unless a whole root is there already.</summary>
    /// <exception cref="LandscapeException">The image cannot be unpacked.</exception>
    public static async Task EnsureAsync(
        MachineOptions options,
        MachineImage image,
        CancellationToken cancellationToken
    )
    {
        var root = PathIn(options.Directory);
        if (Directory.Exists(root))
        {
            return;
        }
        var unfinished = root + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }
        Directory.CreateDirectory(unfinished);
        var unpacked = await HostPrograms.RunAsync(
            "tar",
            ["-xf", image.Path, "-C", unfinished, "--numeric-owner", "--xattrs", "--xattrs-include=*", "-p"],
            input: null,
            cancellationToken
        );
        if (!unpacked.Succeeded)
        {
            throw new LandscapeException($"cannot unpack {image.Path}: {unpacked.Complaint}");
        }
        FitOut(unfinished, options);
        await ConfigureContainerdAsync(unfinished, cancellationToken);
        options.Prepare?.Invoke(unfinished);
        Directory.Move(unfinished, root);
    }

    public static string PathIn(string machine) => Path.Combine(machine, "root");

    private static void FitOut(string root, MachineOptions options)
    {
        Write(root, "etc/hostname", options.Name + "\n");
        // containerd copies it into every pod. There is no name server in reach, and no systemd-resolved, to whose file the
        // node's own configuration points the link.
        Write(root, "etc/resolv.conf", "");
        Write(
            root,
            "etc/tmpfiles.d/graft-machine.conf",
            "d /run/systemd/resolve 0755\nf /run/systemd/resolve/resolv.conf 0644\n"
        );
        Write(root, "etc/hosts", $"127.0.0.1 localhost\n127.0.1.1 {options.Name}\n::1 localhost\n");
        Write(root, $"{Units}/{MountsUnit}", MountsUnitText);
        Link(root, $"{Units}/sysinit.target.wants/{MountsUnit}", $"../{MountsUnit}");
        foreach (var unit in s_masked)
        {
            Link(root, $"{Units}/{unit}", "/dev/null");
        }
        // There is no registry in reach. Without sources apt is content with what is installed.
        Write(root, "etc/apt/sources.list", "");
        File.Delete(Path.Combine(root, "etc/apt/apt.conf.d/99mmdebstrap"));
        ConfigureCloudInit(root, options);
        ConfigurePodNetwork(root, options);
    }

    private static void ConfigureCloudInit(string root, MachineOptions options)
    {
        Write(
            root,
            "etc/cloud/cloud.cfg.d/99-graft-machine.cfg",
            "datasource_list: [NoCloud, None]\nlocale: false\nnetwork: {config: disabled}\n"
        );
        if (options.Seed is not { } seed)
        {
            return;
        }
        const string Seed = "var/lib/cloud/seed/nocloud";
        var metadata = new JsonObject { ["instance-id"] = seed.InstanceId, ["local-hostname"] = options.Name };
        Write(root, $"{Seed}/meta-data", metadata.ToJsonString() + "\n");
        File.WriteAllBytes(Path.Combine(root, Seed, "user-data"), seed.UserData);
    }

    private static void ConfigurePodNetwork(string root, MachineOptions options)
    {
        // Debian's package configures its own directory, the node agent the usual one.
        Link(root, "opt/cni/bin", "/usr/lib/cni");
        Write(root, "etc/cni/net.d/10-machine.conflist", PodNetworkOf(options).ToJsonString() + "\n");
    }

    /// <summary>
    /// The machine has containerd's default configuration in full, as images for Kubernetes do. Debian's own names no runtime:
    /// then the first one that anybody configures takes the built-in one away.
    /// </summary>
    private static async Task ConfigureContainerdAsync(string root, CancellationToken cancellationToken)
    {
        var defaults = await HostPrograms.RunAsync(
            "chroot",
            [root, "containerd", "config", "default"],
            input: null,
            cancellationToken
        );
        if (!defaults.Succeeded)
        {
            throw new LandscapeException($"containerd of the machine image does not run: {defaults.Complaint}");
        }
        var document = TomlDocument.Parse(defaults.Output);
        if (!MachineRequirements.MayLowerOomScore)
        {
            // Without CAP_SYS_RESOURCE, runc cannot give a sandbox the low score that containerd asks for.
            document = document.Set(["plugins", "io.containerd.grpc.v1.cri", "restrict_oom_score_adj"], true);
        }
        Write(root, "etc/containerd/config.toml", document.ToString());
    }

    private static JsonObject PodNetworkOf(MachineOptions options) =>
        new()
        {
            ["cniVersion"] = "0.4.0",
            ["name"] = "pods",
            ["plugins"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "bridge",
                    ["bridge"] = "cni0",
                    ["isGateway"] = true,
                    ["ipMasq"] = false,
                    ["ipam"] = new JsonObject
                    {
                        ["type"] = "host-local",
                        ["ranges"] = new JsonArray(new JsonArray(new JsonObject { ["subnet"] = options.PodNetwork })),
                    },
                }
            ),
        };

    private static void Write(string root, string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, Standard);
    }

    private static void Link(string root, string path, string target)
    {
        var link = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
    }
}
