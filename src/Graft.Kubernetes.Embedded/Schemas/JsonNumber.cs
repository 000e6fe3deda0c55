using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>A JSON number, whatever type of number stands behind the node.</summary>
/// <param name="Double">The value, rounded where it has more digits than fit.</param>
/// <param name="Integer">The value where it is a whole number that fits 64 bits.</param>
internal readonly record struct JsonNumber(double Double, long? Integer)
{
    public static JsonNumber Of(JsonNode node)
    {
        if (node is JsonValue value && value.TryGetValue<long>(out var integer))
        {
            return new JsonNumber(integer, integer);
        }
        var text = node.ToJsonString();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer))
        {
            return new JsonNumber(integer, integer);
        }
        var real = double.Parse(text, CultureInfo.InvariantCulture);
        var isWhole = double.IsInteger(real) && Math.Abs(real) < 1L << 53;
        return new JsonNumber(real, isWhole ? (long)real : null);
    }

    /// <summary>The name of a node's JSON type in schema terms.</summary>
    public static string TypeName(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject => "object",
            JsonArray => "array",
            _ => node.GetValueKind() switch
            {
                JsonValueKind.True or JsonValueKind.False => "boolean",
                JsonValueKind.Number => Of(node).Integer is null ? "number" : "integer",
                JsonValueKind.Null => "null",
                _ => "string",
            },
        };
}
