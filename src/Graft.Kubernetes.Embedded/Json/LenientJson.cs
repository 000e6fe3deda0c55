using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Json;

/// <summary>Reads JSON in which a name may stand twice: the last one counts, as in Go.</summary>
internal static class LenientJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = StoredObject.ParseOptions.MaxDepth };

    private static readonly JsonDocumentOptions NoDuplicates = StoredObject.ParseOptions with
    {
        AllowDuplicateProperties = false,
    };

    /// <summary>What is wrong with the text, in the words of Go's decoder; null where nothing is.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="node">What it says; null for <c>null</c>, and where it cannot be read.</param>
    /// <param name="duplicates">The paths of names that stand more than once.</param>
    public static string? Read(ReadOnlySpan<byte> text, out JsonNode? node, out IReadOnlyList<string> duplicates)
    {
        duplicates = [];
        text = JsonText.Repair(text);
        try
        {
            node = JsonNode.Parse(text, documentOptions: NoDuplicates);
        }
        catch (JsonException)
        {
            if (ReadWithDuplicates(text, out node, out duplicates) is { } fault)
            {
                return fault;
            }
        }
        return JsonText.FindHugeNumber(text) is { } number
            ? $"json: cannot unmarshal number {number} into Go value of type float64"
            : null;
    }

    private static string? ReadWithDuplicates(
        ReadOnlySpan<byte> text,
        out JsonNode? node,
        out IReadOnlyList<string> duplicates
    )
    {
        var found = new List<string>();
        duplicates = found;
        var reader = new Utf8JsonReader(text, Options);
        try
        {
            reader.Read();
            node = ReadValue(ref reader, "", found);
            if (!reader.Read())
            {
                return null;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }
        node = null;
        return GoJsonSyntax.FindFault(text) ?? "exceeded max depth";
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, path, duplicates);
            case JsonTokenType.StartArray:
                var array = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var index = string.Create(CultureInfo.InvariantCulture, $"{path}[{array.Count}]");
                    array.Add(ReadValue(ref reader, index, duplicates));
                }
                return array;
            case JsonTokenType.Null:
                return null;
            default:
                return JsonNode.Parse(reader.HasValueSequence ? [] : Raw(ref reader));
        }
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        var value = new JsonObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var child = path.Length == 0 ? name : $"{path}.{name}";
            reader.Read();
            if (value.ContainsKey(name))
            {
                duplicates.Add(child);
            }
            value[name] = ReadValue(ref reader, child, duplicates);
        }
        return value;
    }

    private static byte[] Raw(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
            ? [(byte)'"', .. reader.ValueSpan, (byte)'"']
            : reader.ValueSpan.ToArray();
}
