namespace Graft.Node.Containerd;

/// <summary>What systemd says about <c>containerd.service</c>.</summary>
internal sealed record UnitState
{
    public required bool IsLoaded { get; init; }

    /// <summary><c>active</c>, <c>failed</c>, ...</summary>
    public required string ActiveState { get; init; }

    /// <summary>Why the last start ended, such as <c>exit-code</c> or <c>start-limit-hit</c>.</summary>
    public required string Result { get; init; }

    /// <summary>The program and its arguments; empty where the unit starts none.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    public bool IsActive => ActiveState == "active";

    /// <summary>Reads the output of <c>systemctl show</c>.</summary>
    public static UnitState Parse(string shown)
    {
        var values = shown
            .Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return new UnitState
        {
            IsLoaded = values["LoadState"].LastOrDefault() == "loaded",
            ActiveState = values["ActiveState"].LastOrDefault() ?? "unknown",
            Result = values["Result"].LastOrDefault() ?? "",
            CommandLine = ParseCommandLine(values["ExecStart"].LastOrDefault() ?? ""),
        };
    }

    private static string[] ParseCommandLine(string execStart)
    {
        const string Marker = "argv[]=";
        var start = execStart.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return [];
        }
        var rest = execStart[(start + Marker.Length)..];
        var end = rest.IndexOf(" ;", StringComparison.Ordinal);
        return (end < 0 ? rest : rest[..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
