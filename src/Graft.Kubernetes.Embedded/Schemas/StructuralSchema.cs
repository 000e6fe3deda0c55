using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

#pragma warning disable CA1822, CS9113 // The seam; its behaviour lands next.

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>A structural schema: what a CustomResourceDefinition says of its objects.</summary>
internal sealed class StructuralSchema
{
    private StructuralSchema(JsonObject source) => Source = source;

    /// <summary>The schema as it was written; OpenAPI documents show it.</summary>
    public JsonObject Source { get; }

    public static StructuralSchema Parse(JsonObject openAPIV3Schema) => new(openAPIV3Schema);

    /// <summary>Takes out every field that the schema does not know.</summary>
    public void Prune(JsonObject value) { }

    /// <summary>Paths of fields that the schema does not know, as strict field validation names them.</summary>
    public IEnumerable<string> UnknownFields(JsonObject value) => [];

    /// <summary>Fills in the schema's defaults.</summary>
    public void Default(JsonObject value) { }

    /// <summary>Every violation of the schema, transition rules included where there is an old object.</summary>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old) => [];
}
