namespace Graft.Landscape.Machines;

/// <summary>The package sources that this computer's own apt uses for one suite of Debian.</summary>
internal static class AptSources
{
    private const string Format = "$(ORIGIN)|deb $(REPO_URI) $(RELEASE) $(COMPONENT)";

    /// <summary>Lines of a <c>sources.list</c>; empty where apt has no sources of the suite, or has read none yet.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(string suite, CancellationToken cancellationToken)
    {
        var targets = await HostPrograms.RunAsync(
            "apt-get",
            ["indextargets", "--format", Format, "Created-By: Packages", "Origin: Debian"],
            input: null,
            cancellationToken
        );
        return
        [
            .. targets
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|', 2))
                .Where(parts => parts is ["Debian", _] && IsOf(suite, parts[1].Split(' ')[2]))
                .Select(parts => parts[1])
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The settings with which apt reaches its sources, as options.</summary>
    public static async Task<IReadOnlyList<string>> ReadProxiesAsync(CancellationToken cancellationToken)
    {
        var settings = await HostPrograms.RunAsync("apt-config", ["dump"], input: null, cancellationToken);
        return
        [
            .. settings
                .Output.Split('\n')
                .Where(line =>
                    line.StartsWith("Acquire::http", StringComparison.OrdinalIgnoreCase)
                    && line.Contains("Proxy", StringComparison.OrdinalIgnoreCase)
                    && !line.EndsWith(" \"\";", StringComparison.Ordinal)
                ),
        ];
    }

    private static bool IsOf(string suite, string release) =>
        release == suite || release == $"{suite}-updates" || release == $"{suite}-security";
}
