using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Whether an object of a built-in kind can be decoded at all. There a field of the wrong type is no invalid value but a
/// body that cannot be read, and is told in the words of Go's decoder.
/// </summary>
internal static class WireTypes
{
    /// <summary>The first field that cannot be decoded; null where all can, and for custom kinds, whose schema judges.</summary>
    public static string? FindFault(JsonObject value, ResourceDefinition definition)
    {
        if (definition.IsCustom)
        {
            return null;
        }
        var metadata = value["metadata"];
        if (metadata is not (null or JsonObject))
        {
            return Mismatch(metadata, definition.Kind, "metadata", "v1.ObjectMeta");
        }
        return Visit(metadata, ObjectMetaSchema.Shared, definition.Kind, "metadata")
            ?? (definition.Schema is { } schema ? VisitProperties(value, schema, definition.Kind, "") : null);
    }

    private static string? Visit(JsonNode? value, StructuralSchema schema, string kind, string path)
    {
        if (value is null)
        {
            return null;
        }
        if (!Fits(value, schema))
        {
            return Mismatch(value, kind, path, GoType(schema));
        }
        return value switch
        {
            JsonObject json when schema.AdditionalProperties is { } values => json.Select(member =>
                    Visit(member.Value, values, kind, path)
                )
                .FirstOrDefault(fault => fault is not null),
            JsonObject json => VisitProperties(json, schema, kind, path),
            JsonArray list when schema.Items is { } items => list.Select(item => Visit(item, items, kind, path))
                .FirstOrDefault(fault => fault is not null),
            _ when IsBytes(schema) && Base64Fault(value.GetValue<string>()) is { } at => FormattableString.Invariant(
                $"illegal base64 data at input byte {at}"
            ),
            _ => null,
        };
    }

    private static string? VisitProperties(JsonObject json, StructuralSchema schema, string kind, string path)
    {
        foreach (var (name, child) in json)
        {
            if (schema.Properties.TryGetValue(name, out var property))
            {
                var fault = Visit(child, property, kind, path.Length == 0 ? name : $"{path}.{name}");
                if (fault is not null)
                {
                    return fault;
                }
            }
        }
        return null;
    }

    private static bool Fits(JsonNode value, StructuralSchema schema)
    {
        if (schema.IsIntOrString)
        {
            return value is JsonValue && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number;
        }
        return schema.Type switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value.GetValueKind() == JsonValueKind.String,
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.GetValueKind() == JsonValueKind.Number && JsonNumber.TypeName(value) == "integer",
            "number" => value.GetValueKind() == JsonValueKind.Number,
            _ => true,
        };
    }

    private static string Mismatch(JsonNode value, string kind, string path, string type)
    {
        var actual =
            value.GetValueKind() == JsonValueKind.Number && type.StartsWith("int", StringComparison.Ordinal)
                ? $"number {value.ToJsonString()}"
                : GoJsonSyntax.TypeName(value);
        return $"json: cannot unmarshal {actual} into Go struct field {kind}.{path} of type {type}";
    }

    private static string GoType(StructuralSchema schema) =>
        schema switch
        {
            { IsIntOrString: true } => "intstr.IntOrString",
            { Type: "array", Items: { } items } => $"[]{GoType(items)}",
            { Type: "object", AdditionalProperties: { } values } => $"map[string]{GoType(values)}",
            { Type: "boolean" } => "bool",
            { Type: "integer" } => "int64",
            { Type: "number" } => "float64",
            { Type: "string" } when IsBytes(schema) => "[]uint8",
            { Type: "string" } => "string",
            _ => "struct",
        };

    private static bool IsBytes(StructuralSchema schema) => schema.Rules.Format == "byte";

    /// <summary>Where Go's decoder stops; null where the text is base64.</summary>
    private static int? Base64Fault(string text)
    {
        var digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n')
            {
                continue;
            }
            if (text[i] == '=')
            {
                return
                    digits % 4 >= 2
                    && text[i..].Trim('\r', '\n').Length == 4 - digits % 4
                    && text[i..].All(padding => padding is '=' or '\r' or '\n')
                    ? null
                    : i;
            }
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('+' or '/'))
            {
                return i;
            }
            digits++;
        }
        return digits % 4 == 0 ? null : text.Length - digits % 4;
    }
}
