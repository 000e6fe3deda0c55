using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas.BuiltIn;

/// <summary>
/// Schemas in a notation of one line a field, which the head of <c>kinds.schema</c> explains. Types are expanded where they
/// are used, so that each kind's schema stands for itself.
/// </summary>
internal sealed class SchemaLanguage
{
    private readonly Dictionary<string, Declaration> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Declaration> _types = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">A line that is no declaration and no field.</exception>
    public static SchemaLanguage Parse(string text)
    {
        var language = new SchemaLanguage();
        Declaration? current = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            var (words, description) = Split(line);
            if (line[0] == ' ')
            {
                (current ?? throw new FormatException(line)).Fields.Add(
                    new Field(words[0], words[1], [.. words.Skip(2)], description)
                );
                continue;
            }
            current = new Declaration([.. words.Skip(2)], description);
            (words[0] == "kind" ? language._kinds : language._types)[words[1]] = current;
        }
        return language;
    }

    /// <summary>The schema of a kind by <c>group/version/Kind</c>; null where there is none.</summary>
    public JsonObject? Kind(string name) => _kinds.TryGetValue(name, out var kind) ? Expand(kind) : null;

    private JsonObject Expand(Declaration declaration)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var field in declaration.Fields)
        {
            properties[field.Name] = Expand(field);
            if (field.Flags.Contains("required", StringComparer.Ordinal))
            {
                required.Add((JsonNode)field.Name);
            }
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        Describe(schema, declaration.Description);
        if (required.Count > 0)
        {
            schema["required"] = required;
        }
        foreach (var flag in declaration.Flags)
        {
            switch (flag)
            {
                case "open":
                    schema["x-kubernetes-preserve-unknown-fields"] = true;
                    break;
                case "map=atomic":
                    schema["x-kubernetes-map-type"] = "atomic";
                    break;
                default:
                    throw new FormatException(flag);
            }
        }
        return schema;
    }

    private JsonObject Expand(Field field)
    {
        var schema = Type(field.Type);
        Describe(schema, field.Description);
        foreach (var flag in field.Flags)
        {
            if (flag.StartsWith("key=", StringComparison.Ordinal))
            {
                schema["x-kubernetes-list-type"] = "map";
                schema["x-kubernetes-list-map-keys"] = new JsonArray([
                    .. flag[4..].Split(',').Select(key => (JsonNode)key),
                ]);
            }
            else if (flag.StartsWith("default=", StringComparison.Ordinal))
            {
                schema["default"] = flag[8..];
            }
            else if (flag is "set" or "atomic")
            {
                var isList = field.Type.StartsWith("list:", StringComparison.Ordinal);
                schema[isList ? "x-kubernetes-list-type" : "x-kubernetes-map-type"] = flag;
            }
        }
        return schema;
    }

    private JsonObject Type(string name)
    {
        if (name.StartsWith("list:", StringComparison.Ordinal))
        {
            return new JsonObject { ["type"] = "array", ["items"] = Type(name[5..]) };
        }
        if (name.StartsWith("map:", StringComparison.Ordinal))
        {
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Type(name[4..]) };
        }
        return name switch
        {
            "string" => new JsonObject { ["type"] = "string" },
            "bytes" => new JsonObject
            {
                ["type"] = "string",
                ["format"] = "byte",
                ["nullable"] = true,
            },
            "time" => new JsonObject
            {
                ["type"] = "string",
                ["format"] = "date-time",
                ["nullable"] = true,
            },
            "int" => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            "bool" => new JsonObject { ["type"] = "boolean" },
            "quantity" or "intOrString" => new JsonObject { ["x-kubernetes-int-or-string"] = true },
            "any" => new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
            _ => _types.TryGetValue(name, out var type)
                ? Expand(type)
                : throw new FormatException($"unknown type {name}"),
        };
    }

    private static void Describe(JsonObject schema, string description)
    {
        if (description.Length > 0)
        {
            schema["description"] = description;
        }
    }

    private static (string[] Words, string Description) Split(string line)
    {
        var dash = line.IndexOf(" - ", StringComparison.Ordinal);
        var declaration = dash < 0 ? line : line[..dash];
        return (declaration.Split(' ', StringSplitOptions.RemoveEmptyEntries), dash < 0 ? "" : line[(dash + 3)..]);
    }

    private sealed record Declaration(IReadOnlyList<string> Flags, string Description)
    {
        public List<Field> Fields { get; } = [];
    }

    private sealed record Field(string Name, string Type, IReadOnlyList<string> Flags, string Description);
}
