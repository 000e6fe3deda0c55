using Graft.OperatingSystems.UserData;
using Graft.OperatingSystems.UserData.Shell;

namespace Graft.OperatingSystems.SuseChost;

/// <summary>The parts of the provision script that only SUSE's images need. Every one of them may run again.</summary>
internal static class SuseShell
{
    public const string ContainerdStartCommand = "/usr/sbin/containerd --config=/etc/containerd/config.toml";

    public const string PersistentJournal = """
        mkdir -p "$root/var/log/journal"
        systemctl restart --no-block systemd-journald.service
        """;

    public const string Docker = """
        if ! command -v docker > /dev/null; then
          zypper --non-interactive --quiet install docker
        fi
        """;

    /// <summary>
    /// The image has containerd for docker's sake: perhaps without a unit, or with one that docker's excludes, without
    /// <c>ctr</c>, and with a runc under docker's name.
    /// </summary>
    public static string Containerd { get; } =
        $$"""
            # Docker and the kubelet must not share containerd. That there is no docker is no error.
            systemctl disable --now docker.service > /dev/null 2>&1 || true

            unit="$root/etc/systemd/system/containerd.service"
            vendor="$root/usr/lib/systemd/system/containerd.service"
            if [ ! -e "$unit" ]; then
              mkdir -p "$(dirname "$unit")"
              if [ ! -e "$vendor" ]; then
                printf '%s' {{ShellWord.Quote(Unit())}} > "$unit"
              elif grep -Eq '^Conflicts=.*docker' "$vendor"; then
                sed '/^Conflicts=/d' "$vendor" > "$unit"
              fi
            fi

            if [ ! -e "$root/usr/sbin/containerd-ctr" ] && [ ! -e "$root/usr/sbin/ctr" ] && [ ! -e "$root/usr/bin/ctr" ]; then
              zypper --non-interactive --quiet install "containerd-ctr-$(rpm -q --queryformat '%{VERSION}' containerd)"
            fi
            if [ -e "$root/usr/sbin/containerd-ctr" ]; then
              link /usr/sbin/containerd-ctr /usr/sbin/ctr
            fi
            if [ ! -e "$root/usr/bin/runc" ]; then
              link /usr/sbin/docker-runc /usr/sbin/runc
            fi
            """;

    private static string Unit() =>
        new UnitFile()
            .Section("Unit")
            .Set("Description", "containerd container runtime")
            .Set("Documentation", "https://containerd.io")
            .Set("After", "network.target local-fs.target")
            .Section("Service")
            .Set("ExecStartPre", "-/sbin/modprobe overlay")
            .Set("ExecStart", ContainerdStartCommand)
            .Set("Type", "notify")
            .Set("Restart", "always")
            .Set("RestartSec", "5")
            .Set("Delegate", "yes")
            .Set("KillMode", "process")
            .Set("OOMScoreAdjust", "-999")
            .Set("LimitNOFILE", "infinity")
            .Set("LimitNPROC", "infinity")
            .Set("LimitCORE", "infinity")
            .Set("TasksMax", "infinity")
            .Section("Install")
            .Set("WantedBy", "multi-user.target")
            .ToString();
}
