using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Definitions;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// A structural schema, or a part of one: what a CustomResourceDefinition says of its objects. Objects are pruned, then
/// defaulted, then validated by it.
/// </summary>
internal sealed record StructuralSchema
{
    /// <summary>The schema as it was written; OpenAPI documents show it.</summary>
    public required JsonObject Source { get; init; }

    /// <summary>object, array, string, integer, number, boolean; empty where anything goes.</summary>
    public string Type { get; init; } = "";

    public string Description { get; init; } = "";

    public bool IsNullable { get; init; }

    public JsonNode? DefaultValue { get; init; }

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyDictionary<string, StructuralSchema> Properties { get; init; } =
        FrozenDictionary<string, StructuralSchema>.Empty;

    /// <summary>The schema of all values where the object is a map.</summary>
    public StructuralSchema? AdditionalProperties { get; init; }

    public StructuralSchema? Items { get; init; }

    public bool PreservesUnknownFields { get; init; }

    public bool IsEmbeddedResource { get; init; }

    public bool IsIntOrString { get; init; }

    /// <summary>atomic, set or map; how server-side apply merges the list.</summary>
    public string ListType { get; init; } = "atomic";

    /// <summary>The fields that identify an item of a list of type map.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>Server-side apply replaces the object as a whole.</summary>
    public bool IsAtomicMap { get; init; }

    /// <summary>Restrictions on the value.</summary>
    public ValueRules Rules { get; init; } = ValueRules.None;

    /// <summary>Compiled <c>x-kubernetes-validations</c>.</summary>
    public IReadOnlyList<SchemaRule> Validations { get; init; } = [];

    /// <summary>Rules stand here or anywhere below.</summary>
    public bool HasValidations => field |= Validations.Count > 0 || Children.Any(child => child.HasValidations);

    /// <summary>A list whose items must differ stands here or anywhere below.</summary>
    public bool HasUniqueLists => field |= ListType != "atomic" || Children.Any(child => child.HasUniqueLists);

    /// <summary>An object within the object stands anywhere below.</summary>
    public bool HasEmbeddedResources =>
        field |= Children.Any(child => child.IsEmbeddedResource || child.HasEmbeddedResources);

    private IEnumerable<StructuralSchema> Children =>
        Properties.Values.Concat(new[] { AdditionalProperties, Items }.OfType<StructuralSchema>());

    /// <summary>
    /// Reads the schema of a whole object. Null where it is not structural; <paramref name="errors"/> then says why, with
    /// paths below <paramref name="path"/>.
    /// </summary>
    public static StructuralSchema? Parse(JsonObject openAPIV3Schema, FieldPath path, FieldErrors errors) =>
        SchemaDefinition.Check(openAPIV3Schema, path, errors);

    /// <summary>Reads a schema that must be structural.</summary>
    /// <exception cref="FormatException">It is not; the message lists the reasons.</exception>
    public static StructuralSchema Parse(JsonObject openAPIV3Schema)
    {
        var errors = new FieldErrors();
        return Parse(openAPIV3Schema, FieldPath.Root("openAPIV3Schema"), errors)
            ?? throw new FormatException(errors.ToString());
    }

    /// <summary>Reads a schema that was checked when it was stored.</summary>
    public static StructuralSchema ParseStored(JsonObject openAPIV3Schema) => SchemaDefinition.Trust(openAPIV3Schema);

    /// <summary>Reads the schema of a part of an object, of any type.</summary>
    /// <exception cref="FormatException">It is not well-formed; the message lists the reasons.</exception>
    public static StructuralSchema ParsePart(JsonObject schema)
    {
        var errors = new FieldErrors();
        var part = new SchemaParser(errors, null).ParsePart(schema, FieldPath.Root("schema"));
        return errors.IsEmpty ? part : throw new FormatException(errors.ToString());
    }

    /// <summary>Takes out every field that the schema does not know.</summary>
    public void Prune(JsonObject value) => new SchemaPruner(removes: true).VisitResource(value, this);

    /// <summary>Paths of fields that the schema does not know, as strict field validation names them.</summary>
    public IEnumerable<string> UnknownFields(JsonObject value)
    {
        var pruner = new SchemaPruner(removes: false);
        pruner.VisitResource(value, this);
        return pruner.UnknownFields;
    }

    /// <summary>The same for a value that is part of an object, so that <c>metadata</c> means nothing special.</summary>
    public IEnumerable<string> UnknownFieldsOfPart(JsonNode value)
    {
        var pruner = new SchemaPruner(removes: false);
        pruner.VisitPart(value, this);
        return pruner.UnknownFields;
    }

    /// <summary>Drops nulls where null is no value, and fills in the schema's defaults.</summary>
    public void Default(JsonObject value) => SchemaDefaulter.Default(value, this);

    /// <summary>
    /// Every violation of the schema. Where there is an old object, transition rules are evaluated, and what did not change
    /// is not held against the new one.
    /// </summary>
    public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old, bool isStatus = false) =>
        SchemaValidator.Validate(value, old, this, isStatus);
}
