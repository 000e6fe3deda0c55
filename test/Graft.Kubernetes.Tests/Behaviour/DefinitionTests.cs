using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

public sealed class DefinitionTests(ClusterFixture clusters)
{
    private const string Open = """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""";

    private static string Definitions => Space.All("customresourcedefinitions", "apiextensions.k8s.io/v1");

    [Theory, OnEachCluster]
    public async Task The_status_says_which_names_were_accepted_and_that_the_kind_is_served(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);

        var definition = await space.GetAsync(kind.DefinitionPath);

        Assert.Equal("WidgetList", definition.Text("status", "acceptedNames", "listKind"));
        Assert.Equal("v1", definition.Text("status", "storedVersions", 0));
        Assert.Equal("True", Condition(definition, "NamesAccepted"));
        Assert.Equal("NoConflicts", Condition(definition, "NamesAccepted", "reason"));
        Assert.Equal("InitialNamesAccepted", Condition(definition, "Established", "reason"));
        Assert.Equal("None", definition.Text("spec", "conversion", "strategy"));
        Assert.Contains(
            "customresourcecleanup.apiextensions.k8s.io",
            definition.Node("metadata", "finalizers")!.ToJsonString()
        );
    }

    [Theory]
    [OnEachCluster("/metadata/name", "\"other\"", "metadata.name")]
    [OnEachCluster("/spec/scope", "\"Everywhere\"", "spec.scope")]
    [OnEachCluster("/spec/names/plural", "\"Widgets\"", "spec.names.plural")]
    [OnEachCluster("/spec/names/listKind", "\"Widget\"", "spec.names.listKind")]
    [OnEachCluster("/spec/versions/0/storage", "false", "spec.versions")]
    [OnEachCluster("/spec/versions/0/name", "\"V1\"", "spec.versions[0].name")]
    [OnEachCluster("/spec/preserveUnknownFields", "true", "spec.preserveUnknownFields")]
    public async Task A_definition_that_is_wrong_is_refused_with_the_field(
        Target on,
        string pointer,
        string value,
        string field
    )
    {
        await using var space = await clusters.SpaceAsync(on);
        var body = JsonNode.Parse(CustomKind.DefinitionBody(space, Versions(Open)))!;
        Set(body, pointer, value);

        var refused = await space.PostAsync(Definitions, body.ToJsonString());

        refused.ExpectFailure(422, "Invalid");
        Assert.Contains(refused.Causes, cause => cause.Text("field") == field);
    }

    [Theory]
    [OnEachCluster("""{"type":"object","properties":{"a":{}}}""", "must not be empty for specified object fields")]
    [OnEachCluster("""{"type":"object","properties":{"a":{"type":"array"}}}""", "must be specified")]
    [OnEachCluster("""{"type":"object","properties":{"a":{"type":"thing"}}}""", "Unsupported value: \"thing\"")]
    [OnEachCluster(
        """{"type":"object","properties":{"a":{"type":"string","default":1}}}""",
        "must be of type string: \"integer\""
    )]
    [OnEachCluster(
        """{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}""",
        "must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`"
    )]
    [OnEachCluster(
        """{"type":"object","properties":{"a":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}""",
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
    )]
    [OnEachCluster(
        """{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""",
        "must not specify anything other than name and generateName, but metadata is implicitly specified"
    )]
    [OnEachCluster(
        """{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}}}}""",
        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
    )]
    [OnEachCluster(
        """{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"default":{"c":1}}}}""",
        "must not have unknown fields"
    )]
    [OnEachCluster("""{"type":"string"}""", "must be object at the root")]
    public async Task A_schema_that_is_not_structural_is_refused_with_the_reason(
        Target on,
        string schema,
        string reason
    )
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(Definitions, CustomKind.DefinitionBody(space, Versions(schema)));

        Assert.Contains(reason, refused.ExpectFailure(422, "Invalid").Message, StringComparison.Ordinal);
    }

    [Theory, OnEachCluster]
    public async Task Every_version_serves_the_same_object_under_its_own_name(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineVersionsAsync(
            space,
            $$$"""
            [{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{Open}}} } },
             {"name":"v1beta1","served":true,"storage":false,"deprecated":true,"schema":{"openAPIV3Schema":{{{Open}}} } },
             {"name":"v1alpha1","served":false,"storage":false,"schema":{"openAPIV3Schema":{{{Open}}} } }]
            """
        );
        await kind.CreateAsync("a", """ "spec":{"x":1} """);

        var older = await space.GetAsync($"{kind.PathOf("v1beta1")}/a");
        var notServed = await space.GetAsync(kind.PathOf("v1alpha1"));

        Assert.Equal($"{kind.Group}/v1beta1", older.Expect(200).Text("apiVersion"));
        Assert.Equal("1", older.Text("spec", "x"));
        Assert.Contains(
            older.Warnings,
            warning => warning.Contains($"{kind.Group}/v1beta1 Widget is deprecated; use {kind.Group}/v1 Widget")
        );
        notServed.Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task A_default_that_came_later_shows_when_an_older_object_is_read(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            """ "spec":{"type":"object","properties":{"a":{"type":"string"}}} """
        );
        await kind.CreateAsync("a", """ "spec":{"a":"x"} """);

        await space.JsonPatchAsync(
            kind.DefinitionPath,
            """[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/b","value":{"type":"string","default":"y"}}]"""
        );

        var read = await space.EventuallyAsync($"{kind.Path}/a", answer => answer.Text("spec", "b") == "y");
        Assert.Equal("x", read.Text("spec", "a"));
    }

    [Theory, OnEachCluster]
    public async Task A_kind_of_the_same_name_in_a_group_is_not_served(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await CustomKind.DefineAsync(space);
        var group = CustomKind.GroupOf(space);
        var second = CustomKind
            .DefinitionBody(space, Versions(Open))
            .Replace("widgets", "gadgets", StringComparison.Ordinal)
            .Replace("\"widget\"", "\"gadget\"", StringComparison.Ordinal);
        await space.CreateAsync(Definitions, second);

        var refused = await space.EventuallyAsync(
            $"{Definitions}/gadgets.{group}",
            answer => Condition(answer, "NamesAccepted") == "False"
        );

        Assert.Equal("False", Condition(refused, "Established"));
        (await space.GetAsync(Space.All("gadgets", $"{group}/v1"))).Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task A_scale_subresource_reads_and_writes_where_the_definition_says(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            null,
            """
            "subresources":{"status":{},"scale":{"specReplicasPath":".spec.count","statusReplicasPath":".status.count","labelSelectorPath":".status.selector"}}
            """
        );
        await kind.CreateAsync("a", """ "spec":{"count":2} """);
        await space.MergeAsync($"{kind.Path}/a/status", """{"status":{"count":1,"selector":"a=b"}}""");

        var scale = await space.GetAsync($"{kind.Path}/a/scale");
        (await space.MergeAsync($"{kind.Path}/a/scale", """{"spec":{"replicas":5}}""")).Expect(200);

        Assert.Equal("Scale", scale.Expect(200).Text("kind"));
        Assert.Equal("2", scale.Text("spec", "replicas"));
        Assert.Equal("1", scale.Text("status", "replicas"));
        Assert.Equal("a=b", scale.Text("status", "selector"));
        Assert.Equal("5", (await space.GetAsync($"{kind.Path}/a")).Text("spec", "count"));
    }

    [Theory, OnEachCluster]
    public async Task A_definition_takes_its_objects_with_it(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        (await space.DeleteAsync(kind.DefinitionPath)).Expect(200);

        await space.GoneAsync(kind.DefinitionPath);
        (await space.EventuallyAsync(kind.Path, answer => answer.Code == 404)).Expect(404);
    }

    private static string Versions(string schema) =>
        $$$"""[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{schema}}} } }]""";

    private static string Condition(Answer definition, string type, string field = "status") =>
        (definition.Node("status", "conditions") as JsonArray ?? [])
            .Where(condition => condition.Text("type") == type)
            .Select(condition => condition.Text(field))
            .FirstOrDefault("");

    private static void Set(JsonNode body, string pointer, string value)
    {
        var parts = pointer.Split('/')[1..];
        foreach (var part in parts[..^1])
        {
            body = body is JsonArray list ? list[int.Parse(part)]! : body[part]!;
        }
        body[parts[^1]] = JsonNode.Parse(value);
    }
}
