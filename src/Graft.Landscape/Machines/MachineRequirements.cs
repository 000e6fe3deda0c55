using System.Globalization;

namespace Graft.Landscape.Machines;

/// <summary>What real machines need of the computer that they run on.</summary>
internal static class MachineRequirements
{
    private const int SysAdmin = 21;
    private const int SysResource = 24;

    private static readonly string[] Programs =
    [
        "mmdebstrap",
        "systemd-nspawn",
        "apt-get",
        "tar",
        "nsenter",
        "mountpoint",
    ];

    /// <summary>
    /// Whether processes here may lower their score with the kernel's out-of-memory killer, as containerd wants it for
    /// containers.
    /// </summary>
    public static bool MayLowerOomScore => HasCapability(SysResource);

    /// <summary>What is missing, as one line for the user; null where machines can run.</summary>
    public static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "machines need Linux";
        }
        if (!Environment.IsPrivilegedProcess)
        {
            return "machines need root";
        }
        if (!HasCapability(SysAdmin))
        {
            return "machines need CAP_SYS_ADMIN, which this container withholds";
        }
        var missing = Programs.Where(program => HostPrograms.Find(program) is null).ToList();
        return missing.Count == 0
            ? null
            : $"machines need {string.Join(" and ", missing)} (Debian packages mmdebstrap and systemd-container)";
    }

    /// <exception cref="LandscapeException">Something is missing.</exception>
    public static void Check()
    {
        if (FindMissing() is { } missing)
        {
            throw new LandscapeException(missing);
        }
    }

    private static bool HasCapability(int number)
    {
        const string Field = "CapEff:";
        var line = File.ReadLines("/proc/self/status").First(each => each.StartsWith(Field, StringComparison.Ordinal));
        var effective = ulong.Parse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (effective & (1UL << number)) != 0;
    }
}
