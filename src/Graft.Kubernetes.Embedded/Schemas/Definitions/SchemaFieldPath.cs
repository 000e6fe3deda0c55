using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>A path of fields such as <c>.spec.x['a key']</c>, which must lead to a field that a schema has.</summary>
/// <param name="Segments">The fields from the outside in.</param>
/// <param name="Normalized">The path in the spelling of field errors, without a leading dot.</param>
/// <param name="Schema">The schema of the field at its end.</param>
internal sealed record SchemaFieldPath(IReadOnlyList<string> Segments, string Normalized, JsonObject Schema)
{
    public static bool TryParse(
        string text,
        JsonObject schema,
        bool allowsBrackets,
        out SchemaFieldPath path,
        out string error
    )
    {
        path = new SchemaFieldPath([], "", schema);
        var position = 0;
        error = "";
        while (position < text.Length)
        {
            error = text[position] switch
            {
                '.' => TakeName(text, ref position, ref path),
                '[' when allowsBrackets => TakeKey(text, ref position, ref path),
                '[' => "array notation is not allowed",
                _ => $"expected [ or . but got: {Token(text, position)}",
            };
            if (error.Length > 0)
            {
                return false;
            }
        }
        return true;
    }

    private static string TakeName(string text, ref int position, ref SchemaFieldPath path)
    {
        var name = Token(text, position + 1);
        position += 1 + name.Length;
        return name.Length == 0 ? "unexpected end of JSON path" : path.Enter(name, ref path);
    }

    private static string TakeKey(string text, ref int position, ref SchemaFieldPath path)
    {
        if (position + 1 >= text.Length || text[position + 1] != '\'')
        {
            return position + 1 >= text.Length
                ? "unexpected end of JSON path"
                : $"expected single quoted string but got {Token(text, position + 1)}";
        }
        var key = new StringBuilder();
        for (position += 2; position < text.Length && text[position] != '\''; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
            {
                position++;
            }
            key.Append(text[position]);
        }
        if (position + 1 >= text.Length || text[position + 1] != ']')
        {
            return position + 1 >= text.Length
                ? "unexpected end of JSON path"
                : $"expected ] but got {Token(text, position + 1)}";
        }
        position += 2;
        return path.Enter(key.ToString(), ref path);
    }

    /// <summary>The text up to the next delimiter; a delimiter stands for itself.</summary>
    private static string Token(string text, int start)
    {
        if (start >= text.Length)
        {
            return "";
        }
        var end = text.AsSpan(start).IndexOfAny('.', '[', ']');
        return end switch
        {
            < 0 => text[start..],
            0 => text[start..(start + 1)],
            _ => text[start..(start + end)],
        };
    }

    private string Enter(string name, ref SchemaFieldPath path)
    {
        if (Schema.ObjectAt("properties") is { } properties)
        {
            if (properties[name] is not JsonObject property)
            {
                return "does not refer to a valid field";
            }
            path = new([.. Segments, name], Normalized.Length == 0 ? name : $"{Normalized}.{name}", property);
            return "";
        }
        if (Schema.ObjectAt("additionalProperties") is { } values)
        {
            path = new([.. Segments, name], $"{Normalized}[{name}]", values);
            return "";
        }
        return "does not refer to a valid field";
    }
}
