using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Shell;
using Graft.Gardenlet.Rendering.Systemd;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>
/// Restarts a container engine that has stopped answering. It signals the main process of the engine's unit and nothing
/// else: the shims, which share the unit's control group and carry the engine's name, keep every pod of the node alive.
/// </summary>
internal static class RuntimeMonitor
{
    public static SystemdUnit Unit(RuntimeColumn runtime) =>
        new()
        {
            Name = $"{runtime.Name}-monitor.service",
            Command = "start",
            Enable = true,
            Content = new UnitFile()
                .Section("Unit", ("Description", $"Monitor of {runtime.Name}"), ("After", runtime.Service))
                .Section(
                    "Service",
                    ("Restart", "always"),
                    ("EnvironmentFile", "/etc/environment"),
                    ("ExecStart", Program(runtime))
                )
                .Section("Install", ("WantedBy", "multi-user.target"))
                .ToString(),
            FilePaths = [Program(runtime)],
        };

    public static OperatingSystemFile File(RuntimeColumn runtime) =>
        NodeFile.Text(Program(runtime), NodeFile.Executable, Script(runtime));

    private static string Program(RuntimeColumn runtime) => $"/opt/bin/health-monitor-{runtime.Name}";

    // The time is that of /proc/uptime, which no adjustment of the clock moves.
    private static string Script(RuntimeColumn runtime) =>
        ShellScript.Write(
            $$"""
            probe() {
              timeout --kill-after=5 "$PROBE_TIMEOUT" {{runtime.Probe}} >/dev/null 2>&1
            }

            uptime_seconds() {
              cut -d. -f1 /proc/uptime
            }

            restart_engine() {
              local pid
              pid=$(systemctl show --property=MainPID "$UNIT")
              pid=${pid#MainPID=}
              case $pid in
                '' | 0 | *[!0-9]*) echo "$UNIT has no main process" ;;
                *)
                  echo "$UNIT has not answered for more than $TOLERANCE seconds, terminating its main process $pid"
                  kill -TERM "$pid"
                  ;;
              esac
            }

            failing_since=
            while true; do
              if probe; then
                failing_since=
              else
                now=$(uptime_seconds)
                failing_since=${failing_since:-$now}
                if [ $((now - failing_since)) -gt "$TOLERANCE" ]; then
                  restart_engine
                  failing_since=
                  sleep "$PAUSE"
                fi
              fi
              sleep "$INTERVAL"
            done
            """,
            ("UNIT", runtime.Service),
            ("INTERVAL", "10"),
            ("PROBE_TIMEOUT", "20"),
            ("TOLERANCE", "60"),
            ("PAUSE", "20")
        );
}
