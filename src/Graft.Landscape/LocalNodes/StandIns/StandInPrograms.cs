using System.Globalization;
using System.Text;

namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>Lays out a node root's stand-in programs: <c>systemctl</c> and <c>containerd</c> as POSIX shell scripts.</summary>
internal static class StandInPrograms
{
    public static void Write(StandInPaths paths, StandInOptions options)
    {
        Directory.CreateDirectory(paths.Tools);
        Directory.CreateDirectory(paths.State);
        var root = ("NODE_ROOT", paths.Root);
        NodeScript.Write(Path.Combine(paths.Tools, "systemctl"), Resource("systemctl.sh"), root);
        NodeScript.Write(
            Path.Combine(paths.Tools, "containerd"),
            Resource("containerd.sh"),
            root,
            ("VERSION", options.ParsedVersion.ToString())
        );
        File.WriteAllText(
            paths.DefaultConfiguration,
            options.DefaultConfiguration ?? DefaultFor(options.ParsedVersion)
        );
        File.WriteAllText(paths.StartLimit, options.StartLimitBurst.ToString(CultureInfo.InvariantCulture));
        if (options.ShipsContainerdUnit)
        {
            ShipUnit(paths, options);
        }
    }

    private static string DefaultFor(Version version) =>
        Resource(version.Major >= 2 ? "containerd-default-v3.toml" : "containerd-default-v2.toml");

    /// <summary>The image of a machine has a unit and a program; what it does not have is a configuration.</summary>
    private static void ShipUnit(StandInPaths paths, StandInOptions options)
    {
        var unit = $"""
            [Unit]
            Description=containerd container runtime
            After=network.target

            [Service]
            ExecStart={options.ContainerdPath}
            Delegate=yes
            KillMode=process
            Restart=always

            [Install]
            WantedBy=multi-user.target

            """;
        var file = Path.Combine(paths.Root, "usr/lib/systemd/system/containerd.service");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, unit);
        var program = Path.Combine(paths.Root, options.ContainerdPath.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        if (!File.Exists(program))
        {
            File.Copy(Path.Combine(paths.Tools, "containerd"), program);
        }
    }

    private static string Resource(string name)
    {
        var assembly = typeof(StandInPrograms).Assembly;
        using var stream =
            assembly.GetManifestResourceStream("Graft.StandIns." + name)
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
