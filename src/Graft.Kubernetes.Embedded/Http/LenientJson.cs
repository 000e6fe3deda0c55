using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Reads JSON in which a name may stand twice: the last one counts, as in Go.</summary>
internal static class LenientJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Null where the text is no JSON object or list.</summary>
    public static JsonNode? TryParse(ReadOnlySpan<byte> text, out IReadOnlyList<string> duplicates)
    {
        var found = new List<string>();
        duplicates = found;
        var reader = new Utf8JsonReader(text, Options);
        try
        {
            reader.Read();
            var node = ReadValue(ref reader, "", found);
            return reader.Read() ? null : node;
        }
        catch (JsonException)
        {
            return null;
        }
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
