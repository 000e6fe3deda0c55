namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>The types that a structural schema gives to <c>self</c> and all that hangs on it.</summary>
internal static class CelSchemaTypes
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    };

    public static CelType Of(StructuralSchema schema)
    {
        if (schema.IsIntOrString)
        {
            return CelType.Dyn;
        }
        return schema.Type switch
        {
            "string" => new CelType(StringKind(schema.Rules.Format)),
            "integer" => new CelType(CelKind.Int),
            "number" => new CelType(CelKind.Double),
            "boolean" => new CelType(CelKind.Bool),
            "array" => new CelType(CelKind.List, schema.Items is { } items ? Of(items) : CelType.Dyn)
            {
                IsUnordered = schema.ListType is "set" or "map",
            },
            "object" => OfObject(schema),
            _ => CelType.Dyn,
        };
    }

    /// <summary>The name by which an expression selects a property (keywords and odd characters are escaped).</summary>
    public static string Escape(string property)
    {
        if (Keywords.Contains(property))
        {
            return $"__{property}__";
        }
        return property
            .Replace("__", "__underscores__", StringComparison.Ordinal)
            .Replace(".", "__dot__", StringComparison.Ordinal)
            .Replace("-", "__dash__", StringComparison.Ordinal)
            .Replace("/", "__slash__", StringComparison.Ordinal);
    }

    private static CelKind StringKind(string? format) =>
        format switch
        {
            "date-time" or "date" => CelKind.Timestamp,
            "duration" => CelKind.Duration,
            "byte" => CelKind.Bytes,
            _ => CelKind.String,
        };

    private static CelType OfObject(StructuralSchema schema)
    {
        if (schema.AdditionalProperties is { } values)
        {
            return new CelType(CelKind.Map, Of(values));
        }
        var fields = new Dictionary<string, CelField>(StringComparer.Ordinal);
        if (schema.IsEmbeddedResource)
        {
            fields["apiVersion"] = new CelField("apiVersion", new CelType(CelKind.String));
            fields["kind"] = new CelField("kind", new CelType(CelKind.String));
            fields["metadata"] = new CelField("metadata", Metadata());
        }
        foreach (var (name, property) in schema.Properties)
        {
            if (!schema.IsEmbeddedResource || !fields.ContainsKey(name))
            {
                fields[Escape(name)] = new CelField(name, Of(property));
            }
        }
        return new CelType(CelKind.Object) { Fields = fields };
    }

    private static CelType Metadata() =>
        new(CelKind.Object)
        {
            Fields = new Dictionary<string, CelField>(StringComparer.Ordinal)
            {
                ["name"] = new("name", new CelType(CelKind.String)),
                ["generateName"] = new("generateName", new CelType(CelKind.String)),
            },
        };
}
