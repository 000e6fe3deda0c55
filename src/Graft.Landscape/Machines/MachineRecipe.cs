using System.Security.Cryptography;
using System.Text;

namespace Graft.Landscape.Machines;

/// <summary>What a machine's disk image is made of.</summary>
internal sealed record MachineRecipe
{
    /// <summary>Debian with systemd, cloud-init, containerd, two OCI runtimes and CNI plugins.</summary>
    public static MachineRecipe Debian { get; } = new();

    public string Suite { get; init; } = "bookworm";

    /// <summary>
    /// Besides what runs the machine: everything that Graft's user data for <c>ubuntu</c> installs, since there is no
    /// package registry in a machine.
    /// </summary>
    public IReadOnlyList<string> Packages { get; init; } =
    [
        "systemd",
        "systemd-sysv",
        "dbus",
        "udev",
        "kmod",
        "cloud-init",
        "iproute2",
        "iptables",
        "ca-certificates",
        "busybox-static",
        "containerd",
        "runc",
        "crun",
        "containernetworking-plugins",
        "socat",
        "nfs-common",
        "logrotate",
        "jq",
        "policykit-1",
    ];

    /// <summary>Shell patterns of paths that are left out of every package.</summary>
    public IReadOnlyList<string> Excluded { get; init; } =
    ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*"];

    /// <summary>Names the image: the same recipe has the same digest.</summary>
    public string Digest
    {
        get
        {
            var text = string.Join('\n', [Suite, .. Packages.Order(StringComparer.Ordinal), "", .. Excluded]);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        }
    }
}
