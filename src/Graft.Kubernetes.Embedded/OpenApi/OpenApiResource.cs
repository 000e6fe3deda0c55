using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>A kind as the documents see it: its paths, its name among the schemas, its schema.</summary>
internal sealed class OpenApiResource(ResourceDefinition definition)
{
    public ResourceDefinition Definition => definition;

    /// <summary><c>org.example.v1alpha1.Widget</c>, <c>io.k8s.api.core.v1.Secret</c>.</summary>
    public string SchemaName => $"{Package}.{definition.Version}.{definition.Kind}";

    public string CollectionPath =>
        $"{Root}{(definition.IsNamespaced ? "/namespaces/{namespace}" : "")}/{definition.Plural}";

    public string ItemPath => $"{CollectionPath}/{{name}}";

    public string? AllNamespacesPath => definition.IsNamespaced ? $"{Root}/{definition.Plural}" : null;

    private string Root =>
        definition.Group.Length == 0 ? $"/api/{definition.Version}" : $"/apis/{definition.Group}/{definition.Version}";

    private string Package
    {
        get
        {
            if (definition.IsCustom)
            {
                return string.Join('.', definition.Group.Split('.').Reverse());
            }
            return $"io.k8s.api.{(definition.Group.Length == 0 ? "core" : definition.Group.Split('.')[0])}";
        }
    }

    public JsonObject Kind() =>
        new()
        {
            ["group"] = definition.Group,
            ["kind"] = definition.Kind,
            ["version"] = definition.Version,
        };

    /// <summary>The schema of the whole object, with the fields that every object has.</summary>
    /// <param name="metadata">How the document refers to the schema of <c>metadata</c>.</param>
    public JsonObject Schema(JsonObject metadata)
    {
        var schema = (JsonObject?)definition.Schema?.Source.DeepClone() ?? new JsonObject { ["type"] = "object" };
        var properties = new JsonObject
        {
            ["apiVersion"] = Text("APIVersion names the version of the schema that this object is written in."),
            ["kind"] = Text("Kind names the type of the object."),
            ["metadata"] = metadata,
        };
        foreach (var (name, property) in (schema["properties"] as JsonObject)?.ToList() ?? [])
        {
            if (!properties.ContainsKey(name))
            {
                properties[name] = property?.DeepClone();
            }
        }
        schema["properties"] = properties;
        schema["x-kubernetes-group-version-kind"] = new JsonArray(Kind());
        return schema;
    }

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };
}
