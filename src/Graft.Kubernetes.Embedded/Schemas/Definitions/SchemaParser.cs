using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>Turns the JSON of a schema into the tree by which objects are judged.</summary>
/// <param name="errors">Takes fields of the wrong JSON type, and nothing else of the schema's structure.</param>
/// <param name="compiler">Compiles rules; null leaves them out.</param>
internal sealed class SchemaParser(FieldErrors errors, RuleCompiler? compiler)
{
    /// <summary>The schema of whole objects, whose kind and metadata go without saying.</summary>
    public StructuralSchema ParseRoot(JsonObject json, FieldPath path) =>
        Parse(json, path, new RuleScope(1, null), isRoot: true);

    public StructuralSchema ParsePart(JsonObject json, FieldPath path) =>
        Parse(json, path, new RuleScope(1, null), isRoot: false);

    private StructuralSchema Parse(JsonObject json, FieldPath path, RuleScope scope, bool isRoot)
    {
        var reader = new SchemaReader(json, path, errors);
        var listType = reader.Text("x-kubernetes-list-type");
        var isAtomicMap = reader.Text("x-kubernetes-map-type") == "atomic";
        var type = reader.Text("type") ?? "";
        var additional = AdditionalProperties(reader, path, scope.OfValues(reader, type));
        var ofProperties = isAtomicMap ? scope.Uncorrelatable(path) : scope;
        var schema = new StructuralSchema
        {
            Source = json,
            Type = type,
            Description = reader.Text("description") ?? "",
            IsNullable = reader.Flag("nullable"),
            DefaultValue = json.TryGetPropertyValue("default", out var byDefault) ? byDefault : null,
            Properties = reader.Map("properties", (child, at) => Parse(child, at, ofProperties, isRoot: false)),
            AdditionalProperties = additional,
            Items = Items(reader, path, ItemScope(scope.OfItems(reader), listType, path)),
            PreservesUnknownFields = reader.Flag("x-kubernetes-preserve-unknown-fields"),
            IsEmbeddedResource = isRoot || reader.Flag("x-kubernetes-embedded-resource"),
            IsIntOrString = reader.Flag("x-kubernetes-int-or-string"),
            ListType = listType is null or "" ? "atomic" : listType,
            ListMapKeys = reader.Texts("x-kubernetes-list-map-keys"),
            IsAtomicMap = isAtomicMap,
            Rules = reader.Rules(),
        };
        return compiler is null ? schema : schema with { Validations = compiler.Compile(schema, path, scope) };
    }

    /// <summary>Items can be found again in an older list only where it is a map.</summary>
    private static RuleScope ItemScope(RuleScope scope, string? listType, FieldPath path) =>
        listType == "map" ? scope : scope.Uncorrelatable(path);

    private StructuralSchema? AdditionalProperties(SchemaReader reader, FieldPath path, RuleScope scope) =>
        reader.Node("additionalProperties") switch
        {
            JsonObject json => Parse(json, path.Child("additionalProperties"), scope, isRoot: false),
            { } flag when flag.GetValueKind() == JsonValueKind.True => new StructuralSchema
            {
                Source = [],
                PreservesUnknownFields = true,
            },
            _ => null,
        };

    private StructuralSchema? Items(SchemaReader reader, FieldPath path, RuleScope scope) =>
        reader.Node("items") is JsonObject json ? Parse(json, path.Child("items"), scope, isRoot: false) : null;
}
