using Graft.Node.Toml;

namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>containerd's configuration as read at a start: the handlers it defines, imports included.</summary>
internal sealed record LoadedConfiguration(IReadOnlyDictionary<string, string> RuntimeTypes)
{
    public static LoadedConfiguration None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Reads <c>etc/containerd/config.toml</c> below a directory; without such a file the default is in force.</summary>
    /// <exception cref="FormatException">containerd could not work with this configuration.</exception>
    public static LoadedConfiguration Read(string directory, string defaultText, Version containerd)
    {
        var main = Path.Combine(directory, "etc/containerd/config.toml");
        var text = File.Exists(main) ? File.ReadAllText(main) : defaultText;
        var root = TomlDocument.Parse(text).Root;
        var version = VersionOf(root);
        if (version > (containerd.Major >= 2 ? 4 : 2))
        {
            throw new FormatException($"expected containerd config version equal to or less than `3`, got `{version}`");
        }
        foreach (var import in ImportsOf(root, directory))
        {
            root = Merge(root, TomlDocument.Parse(File.ReadAllText(import)).Root, containerd);
        }
        string plugin = version switch
        {
            1 => "cri",
            2 => "io.containerd.grpc.v1.cri",
            _ => "io.containerd.cri.v1.runtime",
        };
        var runtimes = root.Find("plugins", plugin, "containerd", "runtimes") as TomlTable ?? new TomlTable();
        if (runtimes.Entries.Any(entry => IsMistyped(entry.Value as TomlTable)))
        {
            throw new FormatException("incompatible types: TOML value has type string; destination has type boolean");
        }
        return new LoadedConfiguration(
            runtimes.Entries.ToDictionary(
                entry => entry.Key,
                entry => (entry.Value as TomlTable)?.Find("runtime_type") is TomlString type ? type.Value : "",
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>One mistake that <c>containerd config dump</c> lets pass and the daemon does not.</summary>
    private static bool IsMistyped(TomlTable? runtime) =>
        runtime?.Find("privileged_without_host_devices") is not (null or TomlBoolean);

    private static long VersionOf(TomlTable root) =>
        root.Find("version") switch
        {
            null => 1,
            TomlInteger number => number.Value,
            _ => throw new FormatException("incompatible types: TOML value has no integer in version"),
        };

    private static IEnumerable<string> ImportsOf(TomlTable root, string directory)
    {
        var patterns = root.Find("imports") is TomlArray array ? array.Items.OfType<TomlString>() : [];
        foreach (var pattern in patterns)
        {
            var folder = Path.Combine(directory, Path.GetDirectoryName(pattern.Value)!.TrimStart('/'));
            if (Directory.Exists(folder))
            {
                foreach (
                    var file in Directory
                        .GetFiles(folder, Path.GetFileName(pattern.Value))
                        .Order(StringComparer.Ordinal)
                )
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>Before containerd 2.0 an import replaces whole plugin sections; later ones are merged.</summary>
    private static TomlTable Merge(TomlTable root, TomlTable import, Version containerd)
    {
        if (containerd.Major >= 2 || import.Find("plugins") is not TomlTable plugins)
        {
            return root.MergedWith(import);
        }
        return plugins.Entries.Aggregate(root, (result, plugin) => result.With(["plugins", plugin.Key], plugin.Value));
    }
}
