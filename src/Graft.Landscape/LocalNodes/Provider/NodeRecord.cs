using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>What is kept about a machine beside its root, so that a later landscape takes it up again.</summary>
internal sealed record NodeRecord
{
    private const string FileName = "machine.json";

    public required string Name { get; init; }

    public required string TechnicalId { get; init; }

    public required string Pool { get; init; }

    /// <summary>The machine image's name.</summary>
    public required string Image { get; init; }

    /// <summary>The pool's key when the machine was made; another key needs another machine.</summary>
    public required string Key { get; init; }

    /// <summary>Whether the machine's type nests virtualization; then it has <c>/dev/kvm</c>.</summary>
    public bool NestsVirtualization { get; init; }

    /// <summary>Whether it is a machine of its own rather than a directory.</summary>
    public bool IsMachine { get; init; }

    /// <summary>User data is applied once in a machine's life.</summary>
    public bool IsProvisioned { get; init; }

    /// <summary>The record in a machine's directory; null where there is none that can be read.</summary>
    public static NodeRecord? TryRead(string directory)
    {
        var file = Path.Combine(directory, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), NodeRecordJson.Default.NodeRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(string directory)
    {
        var temporary = Path.Combine(directory, $"{FileName}.new");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, NodeRecordJson.Default.NodeRecord));
        File.Move(temporary, Path.Combine(directory, FileName), overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(NodeRecord))]
internal sealed partial class NodeRecordJson : JsonSerializerContext;
