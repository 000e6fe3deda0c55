using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Patterns;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>Reads the fields of one schema object; a field of the wrong JSON type is an error, not an exception.</summary>
internal sealed class SchemaReader(JsonObject json, FieldPath path, FieldErrors errors)
{
    private static readonly FrozenSet<string> Restricting = FrozenSet.Create(
        StringComparer.Ordinal,
        "format",
        "minimum",
        "maximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "required",
        "enum",
        "allOf",
        "anyOf",
        "oneOf",
        "not"
    );

    public bool Has(string name) => json.TryGetPropertyValue(name, out var value) && value is not null;

    public JsonNode? Node(string name) => json.TryGetPropertyValue(name, out var value) ? value : null;

    public string? Text(string name) =>
        Read<string>(
            name,
            "string",
            node => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null
        );

    public bool Flag(string name) =>
        Read<object>(
            name,
            "boolean",
            node => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.GetValue<bool>() : null
        )
            is true;

    public double? Number(string name) =>
        (double?)Read<object>(name, "number", node => IsNumber(node) ? JsonNumber.Of(node).Double : null);

    public long? Integer(string name) =>
        (long?)Read<object>(name, "integer", node => IsNumber(node) ? JsonNumber.Of(node).Integer : null);

    public IReadOnlyList<string> Texts(string name) =>
        Read(
            name,
            "array of strings",
            node =>
                node is JsonArray array && array.All(item => item?.GetValueKind() == JsonValueKind.String)
                    ? array.Select(item => item!.GetValue<string>()).ToList()
                    : null
        ) ?? [];

    public IReadOnlyDictionary<string, T> Map<T>(string name, Func<JsonObject, FieldPath, T> read)
    {
        var map = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in Read(name, "object", node => node as JsonObject) ?? [])
        {
            var at = path.Child(name).Key(key);
            if (value is JsonObject child)
            {
                map[key] = read(child, at);
            }
            else
            {
                errors.Add(FieldError.TypeInvalid(at, value, "must be an object"));
            }
        }
        return map;
    }

    public IReadOnlyList<T> List<T>(string name, Func<JsonObject, FieldPath, T> read)
    {
        var list = new List<T>();
        foreach (var item in Read(name, "array", node => node as JsonArray) ?? [])
        {
            var at = path.Child(name).Index(list.Count);
            if (item is not JsonObject child)
            {
                errors.Add(FieldError.TypeInvalid(at, item, "must be an object"));
                return [];
            }
            list.Add(read(child, at));
        }
        return list;
    }

    /// <summary>The restrictions at this level, and those inside its logical junctors.</summary>
    public ValueRules Rules() => json.Any(member => Restricting.Contains(member.Key)) ? ReadRules() : ValueRules.None;

    private ValueRules ReadRules() =>
        new()
        {
            Format = Text("format"),
            Minimum = Number("minimum"),
            ExcludesMinimum = Flag("exclusiveMinimum"),
            Maximum = Number("maximum"),
            ExcludesMaximum = Flag("exclusiveMaximum"),
            MultipleOf = Number("multipleOf"),
            MinLength = Integer("minLength"),
            MaxLength = Integer("maxLength"),
            Pattern = Pattern(),
            MinItems = Integer("minItems"),
            MaxItems = Integer("maxItems"),
            MinProperties = Integer("minProperties"),
            MaxProperties = Integer("maxProperties"),
            Required = Texts("required"),
            Enum = Read(name: "enum", "array", node => node is JsonArray array ? array.ToList() : null),
            AllOf = List("allOf", NestedRules),
            AnyOf = List("anyOf", NestedRules),
            OneOf = List("oneOf", NestedRules),
            Not = Node("not") is JsonObject not ? NestedRules(not, path.Child("not")) : null,
        };

    private ValueRules NestedRules(JsonObject nested, FieldPath at)
    {
        var reader = new SchemaReader(nested, at, errors);
        return reader.Rules() with
        {
            Type = reader.Text("type") ?? "",
            Properties = reader.Map("properties", NestedRules),
            Items = reader.Node("items") is JsonObject items ? NestedRules(items, at.Child("items")) : null,
        };
    }

    /// <summary>Null for a pattern that Go does not accept; that it is refused is a rule of its own.</summary>
    private GoRegex? Pattern()
    {
        try
        {
            return Text("pattern") is { Length: > 0 } pattern ? GoRegex.Compile(pattern) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private T? Read<T>(string name, string expected, Func<JsonNode, T?> read)
        where T : class
    {
        if (Node(name) is not { } node)
        {
            return null;
        }
        var value = read(node);
        if (value is null)
        {
            errors.Add(FieldError.TypeInvalid(path.Child(name), node, $"must be of type {expected}"));
        }
        return value;
    }

    private static bool IsNumber(JsonNode node) => node.GetValueKind() == JsonValueKind.Number;
}
