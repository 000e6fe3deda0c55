using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

/// <summary>The types that a structural schema gives to <c>self</c> and all that hangs on it.</summary>
internal static class CelSchemaTypes
{
    /// <summary>The largest request, and so the largest value, in bytes.</summary>
    public const ulong MaxRequestSize = 3 * 1024 * 1024;

    private const ulong DurationSize = 32;
    private const ulong DateSize = 10;
    private const ulong TimeSize = 27;

    /// <summary>Null for a value whose schema has no type; expressions cannot see it.</summary>
    public static CelType? Of(StructuralSchema schema)
    {
        if (schema.IsIntOrString)
        {
            return CelType.Dyn;
        }
        return schema.Type switch
        {
            "string" => OfString(schema.Rules),
            "integer" => CelType.Int,
            "number" => CelType.Double,
            "boolean" => CelType.Bool with { MinSerializedSize = 4 },
            "array" => OfList(schema),
            "object" => OfObject(schema),
            _ => null,
        };
    }

    private static CelType OfString(ValueRules rules)
    {
        switch (rules.Format)
        {
            case "byte":
                return CelType.Bytes with
                {
                    MinSerializedSize = 2,
                    MaxElements = rules.MaxLength is { } length ? NotNegative(length) : MaxRequestSize - 2,
                };
            case "duration":
                return CelType.Duration with { MinSerializedSize = 4, MaxElements = DurationSize };
            case "date":
                return CelType.Timestamp with { MinSerializedSize = DateSize + 2, MaxElements = DateSize };
            case "date-time":
                return CelType.Timestamp with { MinSerializedSize = 22, MaxElements = TimeSize };
        }
        var type = CelType.String with { MinSerializedSize = 2, MaxElements = MaxRequestSize - 2 };
        if (rules.MaxLength is { } most)
        {
            // A code point takes up to four bytes.
            return type with { MaxElements = NotNegative(most) * 4 };
        }
        if (rules.Enum is { Count: > 0 } values)
        {
            return type with { MaxElements = (ulong)values.Max(value => value?.ToString().Length ?? 0) };
        }
        return type;
    }

    private static CelType? OfList(StructuralSchema schema)
    {
        if (schema.Items is not { } items || Of(items) is not { } element)
        {
            return null;
        }
        return CelType.ListOf(element) with
        {
            ListType = schema.ListType,
            ListMapKeys = schema.ListMapKeys,
            MinSerializedSize = 2,
            MaxElements = schema.Rules.MaxItems is { } most
                ? NotNegative(most)
                : (MaxRequestSize - 2) / (element.MinSerializedSize + 1),
        };
    }

    private static CelType? OfObject(StructuralSchema schema)
    {
        if (schema.AdditionalProperties is { } values && values.Source.Count > 0)
        {
            return Of(values) is { } value ? OfMap(schema, value) : null;
        }
        var fields = new Dictionary<string, CelField>(StringComparer.Ordinal);
        var size = 2UL;
        foreach (var (name, property) in schema.Properties)
        {
            if (Of(property) is { } type && CelNames.Escape(name) is { } escaped)
            {
                fields[escaped] = new CelField(name, type);
            }
            if (schema.Rules.Required.Contains(name, StringComparer.Ordinal) && property.DefaultValue is null)
            {
                size += (ulong)name.Length + (Of(property)?.MinSerializedSize ?? 1) + 4;
            }
        }
        if (schema.IsEmbeddedResource)
        {
            AddMetadata(fields);
        }
        return new CelType(CelKind.Object) { Fields = fields, MinSerializedSize = size };
    }

    private static CelType OfMap(StructuralSchema schema, CelType value) =>
        CelType.MapOf(CelType.String with { MaxElements = MaxRequestSize - 2 }, value) with
        {
            MinSerializedSize = 2,
            MaxElements = schema.Rules.MaxProperties is { } most
                ? NotNegative(most)
                : (MaxRequestSize - 2) / (value.MinSerializedSize + 6),
        };

    private static void AddMetadata(Dictionary<string, CelField> fields)
    {
        var name = CelType.String with { MaxElements = 253 };
        fields["apiVersion"] = new CelField("apiVersion", name);
        fields["kind"] = new CelField("kind", name);
        fields["metadata"] = new CelField(
            "metadata",
            new CelType(CelKind.Object)
            {
                Fields = new Dictionary<string, CelField>(StringComparer.Ordinal)
                {
                    ["name"] = new("name", name),
                    ["generateName"] = new("generateName", name),
                },
            }
        );
    }

    private static ulong NotNegative(long number) => (ulong)Math.Max(number, 0);
}
