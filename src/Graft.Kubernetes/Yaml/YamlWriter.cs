using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Yaml;

/// <summary>
/// Writes JSON nodes as block-style YAML. Equal input gives equal bytes: members stand in the order they have, lists
/// are not indented below their key, strings of several lines are literal blocks, and whatever a YAML 1.1 or 1.2 reader
/// would take for something else is quoted.
/// </summary>
public static class YamlWriter
{
    /// <summary>One document, ending in a newline, without document markers.</summary>
    public static string Write(JsonNode? node)
    {
        var output = new StringBuilder();
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                WriteMembers(output, members, 0, startsOnLine: false);
                break;
            case JsonArray { Count: > 0 } items:
                WriteItems(output, items, 0);
                break;
            default:
                WriteInline(output, node, 0);
                break;
        }
        return output.ToString();
    }

    /// <summary>Several documents, separated by <c>---</c>.</summary>
    public static string WriteAll(IEnumerable<JsonNode?> nodes) => string.Join("---\n", nodes.Select(Write));

    private static void WriteMembers(StringBuilder output, JsonObject members, int indent, bool startsOnLine)
    {
        foreach (var (name, value) in members)
        {
            if (!startsOnLine)
            {
                output.Append(' ', indent);
            }
            startsOnLine = false;
            output.Append(YamlStrings.IsPlain(name) ? name : YamlStrings.Quote(name)).Append(':');
            WriteValue(output, value, indent);
        }
    }

    private static void WriteValue(StringBuilder output, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                output.Append('\n');
                WriteMembers(output, members, indent + 2, startsOnLine: false);
                break;
            case JsonArray { Count: > 0 } items:
                output.Append('\n');
                WriteItems(output, items, indent);
                break;
            default:
                output.Append(' ');
                WriteInline(output, value, indent + 2);
                break;
        }
    }

    private static void WriteItems(StringBuilder output, JsonArray items, int indent)
    {
        foreach (var item in items)
        {
            output.Append(' ', indent).Append('-');
            switch (item)
            {
                case JsonObject { Count: > 0 } members:
                    output.Append(' ');
                    WriteMembers(output, members, indent + 2, startsOnLine: true);
                    break;
                case JsonArray { Count: > 0 } nested:
                    output.Append('\n');
                    WriteItems(output, nested, indent + 2);
                    break;
                default:
                    output.Append(' ');
                    WriteInline(output, item, indent + 2);
                    break;
            }
        }
    }

    private static void WriteInline(StringBuilder output, JsonNode? value, int blockIndent)
    {
        if (value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String)
        {
            YamlStrings.Write(output, scalar.GetValue<string>(), blockIndent);
            return;
        }
        var text = value switch
        {
            null => "null",
            JsonObject => "{}",
            JsonArray => "[]",
            _ => value.ToJsonString(),
        };
        output.Append(text).Append('\n');
    }
}
