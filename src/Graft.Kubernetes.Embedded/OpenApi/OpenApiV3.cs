using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>The OpenAPI v3 document of one group version.</summary>
internal static class OpenApiV3
{
    private const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    public static byte[] Document(IEnumerable<ResourceDefinition> definitions, string title, string version)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject { [ObjectMeta] = ObjectMetaSchema.Shared.Source.DeepClone() };
        foreach (var resource in definitions.Select(definition => new OpenApiResource(definition)))
        {
            AddPaths(paths, resource);
            schemas[resource.SchemaName] = resource.Schema(MetadataReference());
        }
        return OpenApiJson.Utf8(
            new JsonObject
            {
                ["openapi"] = "3.0.0",
                ["info"] = OpenApiJson.Info(title, version),
                ["paths"] = paths,
                ["components"] = new JsonObject { ["schemas"] = schemas },
            }
        );
    }

    private static void AddPaths(JsonObject paths, OpenApiResource resource)
    {
        var allows = resource.Definition.Allows;
        var collection = new JsonObject();
        Add(collection, "get", "list", allows("list"), resource);
        Add(collection, "post", "post", allows("create"), resource);
        Add(collection, "delete", "deletecollection", allows("deletecollection"), resource);
        paths[resource.CollectionPath] = collection;
        if (resource.AllNamespacesPath is { } allNamespaces && allows("list"))
        {
            paths[allNamespaces] = new JsonObject { ["get"] = Operation(resource, "get", "list") };
        }
        var item = new JsonObject();
        Add(item, "get", "get", allows("get"), resource);
        Add(item, "put", "put", allows("update"), resource);
        Add(item, "patch", "patch", allows("patch"), resource);
        Add(item, "delete", "delete", allows("delete"), resource);
        if (item.Count > 0)
        {
            paths[resource.ItemPath] = item;
        }
        if (resource.Definition.HasStatus)
        {
            paths[$"{resource.ItemPath}/status"] = new JsonObject
            {
                ["get"] = Operation(resource, "get", "get"),
                ["put"] = Operation(resource, "put", "put"),
                ["patch"] = Operation(resource, "patch", "patch"),
            };
        }
    }

    private static void Add(JsonObject path, string method, string action, bool isAllowed, OpenApiResource resource)
    {
        if (isAllowed)
        {
            path[method] = Operation(resource, method, action);
        }
    }

    private static JsonObject Operation(OpenApiResource resource, string method, string action)
    {
        var operation = new JsonObject
        {
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = resource.Kind(),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = "OK",
                    ["content"] = new JsonObject { ["application/json"] = Content(resource) },
                },
            },
        };
        if (method is "post" or "put" or "patch")
        {
            operation["parameters"] = Parameters();
            operation["requestBody"] = new JsonObject { ["content"] = RequestContent(resource, method) };
        }
        return operation;
    }

    /// <summary>kubectl looks for <c>fieldValidation</c> and <c>dryRun</c> before it relies on either.</summary>
    private static JsonArray Parameters() =>
        [Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation")];

    private static JsonObject Parameter(string name) =>
        new()
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        };

    /// <summary>
    /// Strategic merge is served for built-in kinds but not listed: kubectl would take it as a promise that the schemas
    /// name every merge key, and no longer use the ones it knows itself.
    /// </summary>
    private static JsonObject RequestContent(OpenApiResource resource, string method)
    {
        string[] types =
            method == "patch"
                ? ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
                : ["application/json"];
        var content = new JsonObject();
        foreach (var type in types)
        {
            content[type] = method == "patch" ? new JsonObject() : Content(resource);
        }
        return content;
    }

    private static JsonObject Content(OpenApiResource resource) =>
        new() { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{resource.SchemaName}" } };

    private static JsonObject MetadataReference() =>
        new()
        {
            ["description"] = "Standard object metadata.",
            ["default"] = new JsonObject(),
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/components/schemas/{ObjectMeta}" }),
        };
}
