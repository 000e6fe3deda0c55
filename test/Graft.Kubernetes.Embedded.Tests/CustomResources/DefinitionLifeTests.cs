using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.CustomResources;

public sealed class DefinitionLifeTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    [Fact]
    public async Task The_conditions_say_that_the_kind_is_served()
    {
        await using var server = await ApiServer.StartAsync();

        var definition = await DefineAsync(server, Definition("widgets", "Widget"));

        Assert.Equal("True", Condition(definition, "NamesAccepted"));
        Assert.Equal("NoConflicts", Condition(definition, "NamesAccepted", "reason"));
        Assert.Equal("InitialNamesAccepted", Condition(definition, "Established", "reason"));
        Assert.Equal("""["v1"]""", definition["status"]!["storedVersions"]!.ToJsonString());
        Assert.Equal("WidgetList", (string?)definition["status"]!["acceptedNames"]!["listKind"]);
    }

    [Fact]
    public async Task A_name_belongs_to_the_definition_that_had_it_first_and_is_free_when_that_is_gone()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(server, Definition("widgets", "Widget"));
        await server.CreateAsync(Definitions, Definition("gadgets", "Widget"));

        var refused = await WhenAsync(
            server,
            "gadgets.example.com",
            value => Condition(value, "NamesAccepted") == "False"
        );
        Assert.Equal("ListKindConflict", Condition(refused, "NamesAccepted", "reason"));
        Assert.Equal("\"WidgetList\" is already in use", Condition(refused, "NamesAccepted", "message"));
        Assert.Equal("False", Condition(refused, "Established"));
        Assert.Equal(404, (await server.GetAsync("/apis/example.com/v1/gadgets")).Code);

        await server.DeleteAsync($"{Definitions}/widgets.example.com");
        await WhenAsync(server, "gadgets.example.com", value => Condition(value, "Established") == "True");
        Assert.Equal(200, (await server.GetAsync("/apis/example.com/v1/gadgets")).Code);
    }

    [Fact]
    public async Task A_change_of_the_storage_version_is_remembered()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(server, Definition("widgets", "Widget", Version("v1", true), Version("v2", false)));

        var (code, changed) = await server.MergeAsync(
            $"{Definitions}/widgets.example.com",
            $$$"""{"spec":{"versions":[{{{Version("v1", false)}}},{{{Version("v2", true)}}}]}}"""
        );
        Assert.True(code == 200, changed.ToJsonString());
        Assert.Equal("""["v1","v2"]""", changed["status"]!["storedVersions"]!.ToJsonString());

        var (refusal, status) = await server.MergeAsync(
            $"{Definitions}/widgets.example.com",
            $$$"""{"spec":{"versions":[{{{Version("v2", true)}}}]}}"""
        );
        Assert.Equal(422, refusal);
        Assert.Contains("v1 was previously a storage version", (string?)status["message"]);
    }

    [Fact]
    public async Task A_deprecated_version_warns_and_names_the_newest_one()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(
            server,
            Definition(
                "widgets",
                "Widget",
                Version("v1alpha1", false, ""","deprecated":true"""),
                Version("v1beta1", false, ""","deprecated":true,"deprecationWarning":"do not \"use\" this" """),
                Version("v1", true)
            )
        );

        Assert.Equal(
            ["299 - \"example.com/v1alpha1 Widget is deprecated; use example.com/v1 Widget\""],
            await server.WarningsAsync("/apis/example.com/v1alpha1/widgets")
        );
        Assert.Equal(
            ["299 - \"do not \\\"use\\\" this\""],
            await server.WarningsAsync("/apis/example.com/v1beta1/widgets")
        );
        Assert.Empty(await server.WarningsAsync("/apis/example.com/v1/widgets"));
    }

    [Fact]
    public async Task An_object_is_read_with_the_defaults_and_without_the_fields_of_a_schema_that_came_later()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(server, Definition("widgets", "Widget"));
        await server.CreateAsync(Widgets, Widget("a", """{"size":1,"old":"x"}"""));
        var version = Version(
            "v1",
            true,
            properties: """
            "size":{"type":"integer"},"color":{"type":"string","default":"red"}
            """
        );

        await server.MergeAsync($"{Definitions}/widgets.example.com", $$$"""{"spec":{"versions":[{{{version}}}]}}""");
        var read = await UntilAsync(server, $"{Widgets}/a", value => value["spec"]!["color"] is not null);

        Assert.Equal("""{"size":1,"color":"red"}""", read["spec"]!.ToJsonString());
        var (_, list) = await server.GetAsync(Widgets);
        Assert.Equal("""{"size":1,"color":"red"}""", list["items"]![0]!["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Replicas_stand_where_the_definition_says()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(
            server,
            Definition(
                "widgets",
                "Widget",
                Version(
                    "v1",
                    true,
                    ""","subresources":{"status":{},"scale":{"specReplicasPath":".spec.deep.count","statusReplicasPath":".status.count","labelSelectorPath":".status.selector"}}"""
                )
            )
        );
        await server.CreateAsync(Widgets, Widget("a", """{"deep":{"count":2}}"""));
        await server.SendAsync(
            "PATCH",
            $"{Widgets}/a/status",
            """{"status":{"count":1,"selector":"a=b"}}""",
            "application/merge-patch+json"
        );

        var (code, scale) = await server.GetAsync($"{Widgets}/a/scale");
        Assert.Equal(200, code);
        Assert.Equal("""{"replicas":2}""", scale["spec"]!.ToJsonString());
        Assert.Equal("""{"replicas":1,"selector":"a=b"}""", scale["status"]!.ToJsonString());

        var (changed, _) = await server.MergeAsync($"{Widgets}/a/scale", """{"spec":{"replicas":5}}""");
        Assert.Equal(200, changed);
        Assert.Equal(5, (int?)(await server.GetAsync($"{Widgets}/a")).Body["spec"]!["deep"]!["count"]);
        Assert.Equal(422, (await server.MergeAsync($"{Widgets}/a/scale", """{"spec":{"replicas":-1}}""")).Code);
    }

    [Fact]
    public async Task Unknown_and_repeated_fields_are_told_together()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(
            server,
            Definition("widgets", "Widget", Version("v1", true, properties: "\"size\":{\"type\":\"integer\"}"))
        );

        var (code, status) = await server.PostAsync(
            $"{Widgets}?fieldValidation=Strict",
            """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"size":1,"size":2,"foo":1,"bar":2}}"""
        );

        Assert.Equal(400, code);
        Assert.Equal(
            "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: duplicate field \"spec.size\", unknown field \"spec.bar\", unknown field \"spec.foo\"",
            (string?)status["message"]
        );
    }

    [Fact]
    public async Task An_invalid_object_is_refused_with_a_cause_for_each_field()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(
            server,
            Definition(
                "widgets",
                "Widget",
                Version(
                    "v1",
                    true,
                    properties: "\"size\":{\"type\":\"integer\",\"minimum\":1},\"mode\":{\"type\":\"string\",\"enum\":[\"b\",\"a\"]}"
                )
            )
        );

        var (code, status) = await server.PostAsync(Widgets, Widget("a", """{"size":0,"mode":"c"}"""));

        Assert.Equal(422, code);
        Assert.Equal(
            "Widget.example.com \"a\" is invalid: [spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1, spec.mode: Unsupported value: \"c\": supported values: \"a\", \"b\"]",
            (string?)status["message"]
        );
        Assert.Equal(
            """{"reason":"FieldValueInvalid","message":"Invalid value: 0: spec.size in body should be greater than or equal to 1","field":"spec.size"}""",
            status["details"]!["causes"]![0]!.ToJsonString()
        );
        Assert.Equal("FieldValueNotSupported", (string?)status["details"]!["causes"]![1]!["reason"]);
    }

    [Fact]
    public async Task A_definition_goes_after_the_last_of_its_objects()
    {
        await using var server = await ApiServer.StartAsync();
        await DefineAsync(server, Definition("widgets", "Widget"));
        await server.CreateAsync(
            Widgets,
            """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a","finalizers":["example.com/hold"]}}"""
        );

        await server.DeleteAsync($"{Definitions}/widgets.example.com");
        var held = await WhenAsync(server, "widgets.example.com", value => Condition(value, "Terminating") == "True");
        Assert.Equal(
            """["customresourcecleanup.apiextensions.k8s.io"]""",
            held["metadata"]!["finalizers"]!.ToJsonString()
        );
        await server.MergeAsync($"{Widgets}/a", """{"metadata":{"finalizers":null}}""");

        await WhenAsync(server, "widgets.example.com", value => (int?)value["code"] == 404);
    }

    private static string Version(string name, bool isStored, string more = "", string? properties = null)
    {
        var spec = properties is null
            ? """{"type":"object","x-kubernetes-preserve-unknown-fields":true}"""
            : $$"""{"type":"object","properties":{ {{properties}} } }""";
        return $$$"""
            {"name":"{{{name}}}","served":true,"storage":{{{(isStored ? "true" : "false")}}},
             "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{{{spec}}},"status":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } } }{{{more}}} }
            """;
    }

    private static string Definition(string plural, string kind, params string[] versions) =>
        $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"{{{plural}}}","kind":"{{{kind}}}"},
               "versions":[{{{string.Join(',', versions.Length > 0 ? versions : [Version("v1", true)])}}}] } }
            """;

    private static string Widget(string name, string spec) =>
        $$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}} }""";

    private static async Task<JsonObject> DefineAsync(ApiServer server, string body)
    {
        var created = await server.CreateAsync(Definitions, body);
        var name = (string)created["metadata"]!["name"]!;
        return await WhenAsync(server, name, value => Condition(value, "Established") == "True");
    }

    private static Task<JsonObject> WhenAsync(ApiServer server, string name, Func<JsonObject, bool> holds) =>
        UntilAsync(server, $"{Definitions}/{name}", holds);

    private static async Task<JsonObject> UntilAsync(ApiServer server, string path, Func<JsonObject, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var (_, value) = await server.GetAsync(path);
            if (holds(value))
            {
                return value;
            }
            Assert.False(patience.IsCancellationRequested, value.ToJsonString());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static string? Condition(JsonObject value, string type, string field = "status") =>
        (value["status"]?["conditions"] as JsonArray ?? [])
            .Where(condition => (string?)condition!["type"] == type)
            .Select(condition => (string?)condition![field])
            .FirstOrDefault();
}
