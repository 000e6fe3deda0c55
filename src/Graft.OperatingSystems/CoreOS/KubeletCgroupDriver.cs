using Graft.Api.Gardener;
using Graft.OperatingSystems.Machines;
using Graft.OperatingSystems.UserData;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>
/// Keeps the kubelet on containerd's cgroup driver: the image decides containerd's by the kernel's cgroup version, and a
/// kubelet that differs from it restarts all pods.
/// </summary>
internal static class KubeletCgroupDriver
{
    private const string Path = "/opt/bin/kubelet-cgroup-driver.sh";

    private const string Text = """
        #!/bin/bash
        # Sets the kubelet's cgroup driver to the one that containerd's runc uses.
        set -o errexit -o nounset -o pipefail
        root="${GRAFT_ROOT:-}"
        containerd="$root/etc/containerd/config.toml"
        kubelet="$root/var/lib/kubelet/config/kubelet"
        if [ ! -f "$kubelet" ] || [ ! -f "$containerd" ]; then
          exit 0
        fi
        driver="$(awk '
          /^[[:space:]]*\[/ { inside = ($0 ~ /runtimes\.["\047]?runc["\047]?\.options[[:space:]]*\]/) }
          inside && /^[[:space:]]*SystemdCgroup[[:space:]]*=[[:space:]]*true/ { systemd = 1 }
          END { print systemd ? "systemd" : "cgroupfs" }
        ' "$containerd")"
        if ! grep -Eq "^cgroupDriver: $driver\$" "$kubelet"; then
          sed -i -E "s/^cgroupDriver:.*/cgroupDriver: $driver/" "$kubelet"
        fi

        """;

    public static OperatingSystemFile Script { get; } = Addition.File(Path, Text, 0b111_101_101);

    public static SystemdUnit Unit { get; } =
        Addition.DropIn(
            "kubelet.service",
            "10-configure-cgroup-driver.conf",
            new UnitFile().Section("Service").Set("ExecStartPre", Path).ToString()
        );
}
