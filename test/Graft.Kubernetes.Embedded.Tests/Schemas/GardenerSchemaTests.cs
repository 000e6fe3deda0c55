using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Yaml;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Schemas;

/// <summary>Gardener's own CustomResourceDefinitions, as they are.</summary>
public class GardenerSchemaTests
{
    [Theory]
    [InlineData("extensions.gardener.cloud_clusters.yaml")]
    [InlineData("extensions.gardener.cloud_containerruntimes.yaml")]
    [InlineData("extensions.gardener.cloud_operatingsystemconfigs.yaml")]
    [InlineData("extensions.gardener.cloud_workers.yaml")]
    [InlineData("resources.gardener.cloud_managedresources.yaml")]
    public void Is_structural(string file) => Assert.NotEmpty(Schema(file).Properties);

    [Fact]
    public void A_container_runtime_keeps_its_class_and_any_provider_config()
    {
        var schema = Schema("extensions.gardener.cloud_containerruntimes.yaml");
        var before = (JsonObject)
            JsonNode.Parse(
                """
                {"apiVersion":"extensions.gardener.cloud/v1alpha1","kind":"ContainerRuntime","metadata":{"name":"gvisor"},
                 "spec":{"type":"gvisor","class":"a","binaryPath":"/var/bin","providerConfig":{"any":{"thing":1}},
                         "workerPool":{"name":"p","selector":{"matchLabels":{"a":"b"}}}}}
                """
            )!;
        Assert.Empty(schema.UnknownFields(before));
        Assert.Empty(schema.Validate(before, null));

        var after = (JsonObject)before.DeepClone();
        after["spec"]!["class"] = "b";

        Assert.Contains(
            schema.Validate(after, before),
            error =>
                error
                    .ToString()
                    .StartsWith("spec.class: Invalid value: \"b\": Value is immutable", StringComparison.Ordinal)
        );
    }

    private static StructuralSchema Schema(string file)
    {
        var text = File.ReadAllText(Repository.Shared("gardener", "crds", file));
        var version = YamlDocument.ParseAll(text)[0]!["spec"]!["versions"]![0]!;
        return StructuralSchema.Parse((JsonObject)version["schema"]!["openAPIV3Schema"]!);
    }
}
