using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>A kind <c>Widget</c> of a test's own, in a group that nobody else has.</summary>
public sealed class CustomKind
{
    private readonly Space _space;

    private CustomKind(Space space, string scope)
    {
        _space = space;
        Group = GroupOf(space);
        IsNamespaced = scope == "Namespaced";
    }

    public string Group { get; }

    public bool IsNamespaced { get; }

    public string ApiVersion => $"{Group}/v1";

    public string DefinitionName => $"widgets.{Group}";

    public string DefinitionPath =>
        $"{Space.All("customresourcedefinitions", "apiextensions.k8s.io/v1")}/{DefinitionName}";

    /// <summary>The path of the collection, in the namespace of the space where the kind is namespaced.</summary>
    public string Path => PathOf("v1");

    /// <summary>The path of the collection as another version serves it.</summary>
    public string PathOf(string version) =>
        IsNamespaced ? _space.In("widgets", $"{Group}/{version}") : Space.All("widgets", $"{Group}/{version}");

    public static string GroupOf(Space space) => $"{space.Name}.example.com";

    /// <summary>
    /// Defines the kind in one version, <c>v1</c>, and waits until it is served.
    /// </summary>
    /// <param name="space">Whose kind it is.</param>
    /// <param name="schema">The properties beside metadata, as <c>"spec":{"type":"object"}</c>; null keeps whatever is sent.</param>
    /// <param name="version">More of the version, as <c>"subresources":{"status":{}}</c>.</param>
    /// <param name="scope">Namespaced or Cluster.</param>
    public static Task<CustomKind> DefineAsync(
        Space space,
        string? schema = null,
        string version = "",
        string scope = "Namespaced"
    )
    {
        var openApi = schema is null
            ? """{"type":"object","x-kubernetes-preserve-unknown-fields":true}"""
            : $$$$"""{"type":"object","properties":{{{{{schema}}}}}}""";
        return DefineVersionsAsync(
            space,
            $$$"""[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{openApi}}} }{{{After(version)}}} }]""",
            scope
        );
    }

    /// <summary>Defines the kind in the given versions (the JSON of <c>spec.versions</c>) and waits until each is served.</summary>
    public static async Task<CustomKind> DefineVersionsAsync(
        Space space,
        string versions,
        string scope = "Namespaced",
        string spec = ""
    )
    {
        var kind = new CustomKind(space, scope);
        await space.CreateAsync(
            Space.All("customresourcedefinitions", "apiextensions.k8s.io/v1"),
            DefinitionBody(space, versions, scope, spec)
        );
        await kind.ServedAsync(JsonNode.Parse(versions)!.AsArray());
        return kind;
    }

    /// <summary>The definition, for tests that post it themselves.</summary>
    public static string DefinitionBody(Space space, string versions, string scope = "Namespaced", string spec = "") =>
        $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"widgets.{{{GroupOf(space)}}}"},
             "spec":{"group":"{{{GroupOf(space)}}}","scope":"{{{scope}}}",
               "names":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList"},
               "versions":{{{versions}}}{{{After(spec)}}} } }
            """;

    /// <summary>The body of an object: <c>Body("a", "\"spec\":{}")</c>.</summary>
    public string Body(string name, string content = "", string metadata = "") =>
        $$$"""
            {"apiVersion":"{{{ApiVersion}}}","kind":"Widget",
             "metadata":{"name":"{{{name}}}"{{{After(metadata)}}} }{{{After(content)}}} }
            """;

    public Task<Answer> CreateAsync(string name, string content = "", string metadata = "") =>
        _space.CreateAsync(Path, Body(name, content, metadata));

    private async Task ServedAsync(JsonArray versions)
    {
        await _space.EventuallyAsync(
            DefinitionPath,
            answer => (answer.Node("status", "conditions") as JsonArray ?? []).Any(IsEstablished)
        );
        foreach (var version in versions.Where(version => version.Text("served") == "true"))
        {
            await _space.EventuallyAsync(PathOf(version.Text("name")), answer => answer.Code == 200);
        }
    }

    private static string After(string members) => members.Length == 0 ? "" : $",{members}";

    private static bool IsEstablished(JsonNode? condition) =>
        condition.Text("type") == "Established" && condition.Text("status") == "True";
}
