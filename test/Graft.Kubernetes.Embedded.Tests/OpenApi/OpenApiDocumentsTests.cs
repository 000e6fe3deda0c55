using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.OpenApi;
using Graft.Kubernetes.Embedded.Protobuf;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Tests.OpenApi;

public class OpenApiDocumentsTests
{
    private static readonly ResourceDefinition Thing = new()
    {
        Group = "example.org",
        Version = "v1",
        Kind = "Thing",
        Plural = "things",
        Singular = "thing",
        IsCustom = true,
        Subresources = [SubresourceDefinition.Status],
        Schema = StructuralSchema.Parse(
            (JsonObject)
                JsonNode.Parse(
                    """{"type":"object","description":"A thing.","properties":{"spec":{"type":"object","description":"What is wanted."}}}"""
                )!
        ),
    };

    private readonly ResourceRegistry _registry = new();

    [Fact]
    public void The_index_names_each_group_version_with_a_hash_that_follows_its_content()
    {
        var documents = new OpenApiDocuments(_registry, "Test", () => "v1.31.0");
        _registry.Set(Thing.GroupResource, [Thing]);
        var before = Url(documents, "apis/example.org/v1");

        Assert.StartsWith("/clusters/x/openapi/v3/apis/example.org/v1?hash=", before, StringComparison.Ordinal);
        Assert.Equal(before, Url(new OpenApiDocuments(_registry, "Test", () => "v1.31.0"), "apis/example.org/v1"));

        _registry.Set(Thing.GroupResource, [Thing with { Schema = null }]);

        Assert.NotEqual(before, Url(documents, "apis/example.org/v1"));
        Assert.Null(documents.GroupVersion("example.org", "v2"));
    }

    [Fact]
    public void A_kind_has_a_patch_operation_that_validates_fields_and_a_schema_to_explain()
    {
        _registry.Set(Thing.GroupResource, [Thing]);
        var document = JsonNode.Parse(
            new OpenApiDocuments(_registry, "Test", () => "v1.31.0").GroupVersion("example.org", "v1")!.Content.Span
        )!;

        var patch = document["paths"]!["/apis/example.org/v1/namespaces/{namespace}/things/{name}"]!["patch"]!;
        Assert.Equal("Thing", patch["x-kubernetes-group-version-kind"]!["kind"]!.GetValue<string>());
        Assert.Contains(
            (JsonArray)patch["parameters"]!,
            parameter => parameter!["name"]!.GetValue<string>() == "fieldValidation"
        );
        var schema = document["components"]!["schemas"]!["org.example.v1.Thing"]!;
        Assert.Equal("A thing.", schema["description"]!.GetValue<string>());
        Assert.Equal(
            ["apiVersion", "kind", "metadata", "spec"],
            ((JsonObject)schema["properties"]!).Select(each => each.Key)
        );
    }

    [Fact]
    public void The_v2_document_lists_the_patch_path_of_each_kind()
    {
        _registry.Set(Thing.GroupResource, [Thing]);

        var paths = Fields(new OpenApiDocuments(_registry, "Test", () => "v1.31.0").V2Protobuf().Content.ToArray(), 8)
            .Single();
        var path = Fields(paths, 2).Single();

        Assert.Equal(
            "/apis/example.org/v1/namespaces/{namespace}/things/{name}",
            Encoding.UTF8.GetString(Fields(path, 1).Single())
        );
        var patch = Fields(Fields(path, 2).Single(), 8).Single();
        Assert.Equal(3, Fields(patch, 8).Count);
        var extension = Fields(Fields(Fields(patch, 13).Single(), 2).Single(), 2).Single();
        Assert.Equal("""{"group":"example.org","kind":"Thing","version":"v1"}""", Encoding.UTF8.GetString(extension));
    }

    private static string Url(OpenApiDocuments documents, string path) =>
        JsonNode.Parse(documents.Index("/clusters/x").Content.Span)!["paths"]![path]![
            "serverRelativeURL"
        ]!.GetValue<string>();

    private static List<byte[]> Fields(byte[] message, int field)
    {
        var found = new List<byte[]>();
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == field)
            {
                found.Add(reader.Bytes.ToArray());
            }
        }
        return found;
    }
}
