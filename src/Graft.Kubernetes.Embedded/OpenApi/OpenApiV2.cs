using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Protobuf;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>
/// The OpenAPI v2 document. kubectl up to 1.28 reads its protobuf form to learn whether a kind's patch takes
/// <c>fieldValidation</c>; without that it refuses to create or apply anything.
/// </summary>
internal static class OpenApiV2
{
    private const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private static readonly string[] QueryParameters = ["dryRun", "fieldManager", "fieldValidation"];

    public static byte[] Json(IReadOnlyList<ResourceDefinition> definitions, string title, string version)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject { [ObjectMeta] = ObjectMetaSchema.Shared.Source.DeepClone() };
        foreach (var resource in definitions.Select(definition => new OpenApiResource(definition)))
        {
            schemas[resource.SchemaName] = resource.Schema(new JsonObject { ["$ref"] = $"#/definitions/{ObjectMeta}" });
            if (resource.Definition.Allows("patch"))
            {
                paths[resource.ItemPath] = new JsonObject { ["patch"] = PatchOperation(resource) };
            }
        }
        return OpenApiJson.Utf8(
            new JsonObject
            {
                ["swagger"] = "2.0",
                ["info"] = OpenApiJson.Info(title, version),
                ["paths"] = paths,
                ["definitions"] = schemas,
            }
        );
    }

    /// <summary>
    /// Field numbers are those of the public OpenAPIv2.proto. There are no definitions: kubectl then computes strategic
    /// merge patches from its own types.
    /// </summary>
    public static byte[] Protobuf(IReadOnlyList<ResourceDefinition> definitions, string title, string version)
    {
        var document = new ProtoWriter();
        document.Text(1, "2.0");
        document.Message(
            2,
            info =>
            {
                info.Text(1, title);
                info.Text(2, version);
            }
        );
        document.Message(
            8,
            paths =>
            {
                foreach (
                    var resource in definitions
                        .Where(each => each.Allows("patch"))
                        .Select(each => new OpenApiResource(each))
                )
                {
                    paths.Message(2, path => WritePath(path, resource));
                }
            }
        );
        return document.Written.ToArray();
    }

    private static JsonObject PatchOperation(OpenApiResource resource)
    {
        var parameters = new JsonArray();
        foreach (var name in QueryParameters)
        {
            parameters.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["in"] = "query",
                        ["type"] = "string",
                    }
            );
        }
        return new JsonObject
        {
            ["consumes"] = OpenApiJson.Strings(
                "application/json-patch+json",
                "application/merge-patch+json",
                "application/apply-patch+yaml"
            ),
            ["produces"] = OpenApiJson.Strings("application/json"),
            ["parameters"] = parameters,
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = "patch",
            ["x-kubernetes-group-version-kind"] = resource.Kind(),
        };
    }

    private static void WritePath(ProtoWriter path, OpenApiResource resource)
    {
        path.Text(1, resource.ItemPath);
        path.Message(2, item => item.Message(8, operation => WritePatch(operation, resource)));
    }

    private static void WritePatch(ProtoWriter operation, OpenApiResource resource)
    {
        foreach (var name in QueryParameters)
        {
            // ParametersItem.parameter, Parameter.non_body_parameter, NonBodyParameter.query_parameter_sub_schema
            operation.Message(
                8,
                item =>
                    item.Message(
                        1,
                        parameter =>
                            parameter.Message(
                                2,
                                nonBody =>
                                    nonBody.Message(
                                        3,
                                        query =>
                                        {
                                            query.Text(2, "query");
                                            query.Text(4, name);
                                            query.Text(6, "string");
                                        }
                                    )
                            )
                    )
            );
        }
        operation.Message(
            13,
            extension =>
            {
                extension.Text(1, "x-kubernetes-group-version-kind");
                extension.Message(2, any => any.Text(2, resource.Kind().ToJsonString()));
            }
        );
    }
}
