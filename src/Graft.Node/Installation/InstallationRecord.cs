using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Graft.Node.Installation;

/// <summary>What the installer has put on the node for one handler: <c>/var/lib/graft/&lt;handler&gt;.json</c>.</summary>
/// <remarks>A field that the file does not have is read as null here, whatever its type says: it counts as empty.</remarks>
internal sealed record InstallationRecord
{
    /// <summary>The version of a handler that somebody else configured.</summary>
    public const string UnmanagedVersion = "unmanaged";

    public required string Runtime { get; init; }

    public required string Handler { get; init; }

    /// <summary>Of the runtime; null before anything was completed.</summary>
    public string? Version { get; init; }

    /// <summary>The handler's table as written, as TOML text; null before it was.</summary>
    public string? Table { get; init; }

    /// <summary>Published files: path to SHA-256 in hex.</summary>
    public IReadOnlyDictionary<string, string> Files
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, string>.Empty;
    } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Sizes of the published files, for a quick look.</summary>
    public IReadOnlyDictionary<string, long> Sizes
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, long>.Empty;
    } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Links: path to target.</summary>
    public IReadOnlyDictionary<string, string> Links
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, string>.Empty;
    } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<string> Bundles
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Paths that an attempt that did not complete may have written.</summary>
    public IReadOnlyList<string>? Attempted { get; init; }

    /// <summary>Every path that the record names.</summary>
    [JsonIgnore]
    public IEnumerable<string?> Paths => [.. Files.Keys, .. Sizes.Keys, .. Links.Keys, .. Bundles, .. Attempted ?? []];

    [JsonIgnore]
    public bool IsUnmanaged => Version == UnmanagedVersion;

    /// <summary>Whether the record says that a path is this installer's.</summary>
    public bool Owns(string path) =>
        Files.ContainsKey(path)
        || Links.ContainsKey(path)
        || Bundles.Contains(path, StringComparer.Ordinal)
        || (Attempted ?? []).Contains(path, StringComparer.Ordinal);
}

/// <summary>How the last attempt for a runtime ended, where it did not end well.</summary>
/// <param name="Input">Fingerprint of the description and the configuration that it was tried with.</param>
/// <param name="Kind">As <see cref="OutcomeKind"/>.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="IsFinal">Whether a restart was spent on this input in vain, so that no other is due.</param>
internal sealed record FailureRecord(string Input, OutcomeKind Kind, string Message, bool IsFinal);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(InstallationRecord))]
[JsonSerializable(typeof(FailureRecord))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;
