using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;
using Graft.Testing;

namespace Graft.Api.Tests;

/// <summary>Gardener's own CustomResourceDefinitions, from the folder beside the checkout.</summary>
internal static class GardenerSchemas
{
    public static IReadOnlyList<JsonObject> All() =>
        [
            .. Directory
                .GetFiles(Repository.Shared("gardener", "crds"), "*.yaml")
                .Order(StringComparer.Ordinal)
                .Select(path => (JsonObject)YamlDocument.Parse(File.ReadAllText(path))!),
        ];

    /// <summary>The schema of a kind.</summary>
    public static JsonObject Of(string kind) =>
        SchemaOf(All().Single(definition => (string?)definition["spec"]!["names"]!["kind"] == kind));

    public static JsonObject SchemaOf(JsonObject definition) =>
        (JsonObject)definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
}
