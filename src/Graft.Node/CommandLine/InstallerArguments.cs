namespace Graft.Node.CommandLine;

/// <summary>The command line of <c>graft-node-installer</c>, taken apart.</summary>
internal sealed record InstallerArguments
{
    public const string Usage =
        "usage: graft-node-installer install|status|uninstall --runtime FILE [--host-root DIR] [--content DIR] "
        + "[--host-tools DIR] [--once] [--absent]; graft-node-installer unit --runtime FILE [--program FILE] "
        + "[--content DIR]";

    public required string Verb { get; init; }

    public required string Runtime { get; init; }

    public string HostRoot { get; init; } = "/var/host";

    /// <summary>Null where the command line does not say.</summary>
    public string? Content { get; init; }

    /// <summary>The installer in the unit that <c>unit</c> prints; null where the command line does not say.</summary>
    public string? Program { get; init; }

    public string? HostTools { get; init; }

    public bool Once { get; init; }

    public bool Absent { get; init; }

    /// <exception cref="FormatException">The message says what is wrong, in one line.</exception>
    public static InstallerArguments Parse(IReadOnlyList<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var flags = new HashSet<string>(StringComparer.Ordinal);
        string? verb = null;
        for (var i = 0; i < words.Count; i++)
        {
            var parts = words[i].Split('=', 2);
            switch (parts[0])
            {
                case "--runtime" or "--host-root" or "--content" or "--host-tools" or "--program":
                    var value =
                        parts.Length == 2 ? parts[1]
                        : ++i < words.Count ? words[i]
                        : throw new FormatException($"{parts[0]} needs a value");
                    values[parts[0]] = value;
                    break;
                case "--once" or "--absent":
                    flags.Add(parts[0]);
                    break;
                case "install" or "status" or "uninstall" or "unit" when verb is null:
                    verb = parts[0];
                    break;
                default:
                    throw new FormatException($"'{words[i]}' is not understood; {Usage}");
            }
        }
        var hostRoot = values.GetValueOrDefault("--host-root", "/var/host");
        return new InstallerArguments
        {
            Verb = verb ?? throw new FormatException(Usage),
            Runtime =
                values.GetValueOrDefault("--runtime") ?? throw new FormatException($"--runtime is missing; {Usage}"),
            HostRoot =
                verb == "unit" || Directory.Exists(hostRoot)
                    ? hostRoot
                    : throw new FormatException($"the host root {hostRoot} is not a directory"),
            Content = values.GetValueOrDefault("--content"),
            Program = values.GetValueOrDefault("--program"),
            HostTools = values.GetValueOrDefault("--host-tools"),
            Once = flags.Contains("--once"),
            Absent = flags.Contains("--absent"),
        };
    }
}
