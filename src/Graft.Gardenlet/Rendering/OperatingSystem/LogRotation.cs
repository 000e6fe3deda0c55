using System.Text;
using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Systemd;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>Daily rotation of container logs (wire contract, section 5.2).</summary>
internal static class LogRotation
{
    // 14 days. find's -mtime would cut to whole days and keep files for a fifteenth.
    private const int RetentionMinutes = 14 * 24 * 60;

    private static readonly string[] s_directives =
    [
        "rotate 14",
        "copytruncate",
        "missingok",
        "compress",
        "daily",
        "dateext",
        "dateformat -%Y%m%d-%s",
        "create 0644 root root",
    ];

    public static OperatingSystemFile File(RuntimeColumn runtime)
    {
        var text = new StringBuilder(runtime.LogFiles).Append(" {\n");
        foreach (var directive in s_directives)
        {
            text.Append("    ").Append(directive).Append('\n');
        }
        return NodeFile.Text(ConfigurationPath(runtime), NodeFile.Readable, text.Append("}\n").ToString());
    }

    // The clean-up runs when the service stops: a command after the start would run beside logrotate, and a oneshot
    // unit cannot have Restart= with the systemd of older images. Before the first pod there is no directory to clean up:
    // the minus keeps that from failing the service.
    public static SystemdUnit Service(RuntimeColumn runtime) =>
        new()
        {
            Name = $"{runtime.Name}-logrotate.service",
            Enable = true,
            Content = new UnitFile()
                .Section(
                    "Unit",
                    ("Description", $"Rotation of the logs of {runtime.Name}'s containers"),
                    ("StartLimitIntervalSec", "30"),
                    ("StartLimitBurst", "5")
                )
                .Section(
                    "Service",
                    (
                        "ExecStart",
                        $"/usr/sbin/logrotate -s /var/lib/{runtime.Name}-logrotate.status {ConfigurationPath(runtime)}"
                    ),
                    (
                        "ExecStopPost",
                        $"-/usr/bin/find {runtime.LogDirectory} -type f -name *.log.* -mmin +{RetentionMinutes} -delete"
                    ),
                    ("Restart", "on-failure"),
                    ("RestartSec", "5")
                )
                .Section("Install", ("WantedBy", "multi-user.target"))
                .ToString(),
            FilePaths = [ConfigurationPath(runtime)],
        };

    public static SystemdUnit Timer(RuntimeColumn runtime) =>
        new()
        {
            Name = $"{runtime.Name}-logrotate.timer",
            Command = "start",
            Enable = true,
            Content = new UnitFile()
                .Section("Unit", ("Description", $"Daily rotation of the logs of {runtime.Name}'s containers"))
                .Section(
                    "Timer",
                    ("OnCalendar", "daily"),
                    ("AccuracySec", "1min"),
                    ("RandomizedDelaySec", "4h"),
                    ("Persistent", "true")
                )
                .Section("Install", ("WantedBy", "multi-user.target"))
                .ToString(),
        };

    private static string ConfigurationPath(RuntimeColumn runtime) => $"/etc/systemd/{runtime.Name}.conf";
}
