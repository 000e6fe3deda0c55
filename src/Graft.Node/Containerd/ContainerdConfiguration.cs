using System.Globalization;
using Graft.Node.Toml;

namespace Graft.Node.Containerd;

/// <summary>containerd's configuration file, read: its version, and where the handlers' tables are.</summary>
internal sealed class ContainerdConfiguration
{
    private static readonly string[][] RuntimesPaths =
    [
        ["plugins", "cri", "containerd", "runtimes"],
        ["plugins", "io.containerd.grpc.v1.cri", "containerd", "runtimes"],
        ["plugins", "io.containerd.cri.v1.runtime", "containerd", "runtimes"],
        ["plugins", "io.containerd.cri.v1.runtime", "containerd", "runtimes"],
    ];

    /// <summary>Names of the plugin that serves handlers, in one version of files or another.</summary>
    private static readonly string[] CriPlugins =
    [
        "cri",
        "io.containerd.grpc.v1.cri",
        "io.containerd.cri.v1.runtime",
        "io.containerd.cri.v1.images",
    ];

    private readonly string[] _runtimes;

    /// <exception cref="InstallationException">The version is none that the installer may change.</exception>
    public ContainerdConfiguration(TomlDocument document)
    {
        Document = document;
        Version = VersionOf(document.Root);
        _runtimes = RuntimesPaths[Version - 1];
    }

    public TomlDocument Document { get; }

    /// <summary>1 to 4.</summary>
    public int Version { get; }

    /// <summary>Whether the plugin that serves handlers is switched off, as some packages of containerd do it.</summary>
    public bool DisablesCri =>
        Document.Root.Find("disabled_plugins") is TomlArray disabled
        && disabled.Items.OfType<TomlString>().Any(name => CriPlugins.Contains(name.Value, StringComparer.Ordinal));

    public IReadOnlyList<string> PathOf(string handler) => [.. _runtimes, handler];

    /// <summary>The tables of all handlers.</summary>
    public TomlTable Handlers => Document.Root.Find(_runtimes) as TomlTable ?? new TomlTable();

    /// <summary>The handler's table, or null. Something else in its place counts as an empty table.</summary>
    public TomlTable? Find(string handler) =>
        Document.Root.Find(PathOf(handler)) switch
        {
            null => null,
            TomlTable table => table,
            _ => new TomlTable(),
        };

    public ContainerdConfiguration With(string handler, TomlTable table) => new(Document.Merge(PathOf(handler), table));

    public ContainerdConfiguration Without(string handler, params IEnumerable<string> keys) =>
        new(Document.Remove([.. PathOf(handler), .. keys]));

    private static int VersionOf(TomlTable root) =>
        root.Find("version") switch
        {
            null => 1,
            TomlInteger { Value: >= 1 and <= 4 } number => (int)number.Value,
            TomlInteger number => throw Refused(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"unsupported containerd config file version {number.Value}"
                )
            ),
            var other => throw Refused($"cannot assert containerd config file version \"{Plain(other)}\" as an int64"),
        };

    private static string Plain(TomlValue value) =>
        value is TomlString text ? text.Value : new TomlFormat().Value(value);

    private static InstallationException Refused(string problem) => new(OutcomeKind.Refused, problem);
}
