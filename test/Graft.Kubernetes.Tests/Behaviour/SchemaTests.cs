using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

public sealed class SchemaTests(ClusterFixture clusters)
{
    private const string Schema = """
        "spec":{"type":"object","required":["size"],"properties":{
          "size":{"type":"integer","minimum":1,"maximum":9},
          "mode":{"type":"string","enum":["b","a"]},
          "name":{"type":"string","pattern":"^[a-z]+$","minLength":2,"maxLength":4},
          "even":{"type":"integer","multipleOf":2},
          "flag":{"type":"boolean"},
          "ratio":{"type":"number"},
          "list":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
          "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
            "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}},
          "port":{"x-kubernetes-int-or-string":true},
          "time":{"type":"string","format":"date-time"},
          "address":{"type":"string","format":"ipv4"},
          "labels":{"type":"object","additionalProperties":{"type":"string"}},
          "one":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},
            "oneOf":[{"required":["a"]},{"required":["b"]}]}
        }}
        """;

    [Theory]
    [OnEachCluster("{}", "spec.size: Required value", "FieldValueRequired", "spec.size")]
    [OnEachCluster(
        """{"size":"x"}""",
        "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"",
        "FieldValueTypeInvalid",
        "spec.size"
    )]
    [OnEachCluster(
        """{"size":1.5}""",
        "spec.size: Invalid value: \"number\": spec.size in body must be of type integer: \"number\"",
        "FieldValueTypeInvalid",
        "spec.size"
    )]
    [OnEachCluster(
        """{"size":0}""",
        "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
        "FieldValueInvalid",
        "spec.size"
    )]
    [OnEachCluster(
        """{"size":10}""",
        "spec.size: Invalid value: 10: spec.size in body should be less than or equal to 9",
        "FieldValueInvalid",
        "spec.size"
    )]
    [OnEachCluster(
        """{"size":1,"even":3}""",
        "spec.even: Invalid value: 3: spec.even in body should be a multiple of 2",
        "FieldValueInvalid",
        "spec.even"
    )]
    [OnEachCluster(
        """{"size":1,"mode":"c"}""",
        "spec.mode: Unsupported value: \"c\": supported values: \"a\", \"b\"",
        "FieldValueNotSupported",
        "spec.mode"
    )]
    [OnEachCluster(
        """{"size":1,"name":"a1"}""",
        "spec.name: Invalid value: \"a1\": spec.name in body should match '^[a-z]+$'",
        "FieldValueInvalid",
        "spec.name"
    )]
    [OnEachCluster(
        """{"size":1,"name":"a"}""",
        "spec.name: Invalid value: \"a\": spec.name in body should be at least 2 chars long",
        "FieldValueInvalid",
        "spec.name"
    )]
    [OnEachCluster(
        """{"size":1,"flag":"yes"}""",
        "spec.flag: Invalid value: \"string\": spec.flag in body must be of type boolean: \"string\"",
        "FieldValueTypeInvalid",
        "spec.flag"
    )]
    [OnEachCluster(
        """{"size":1,"ratio":"1"}""",
        "spec.ratio: Invalid value: \"string\": spec.ratio in body must be of type number: \"string\"",
        "FieldValueTypeInvalid",
        "spec.ratio"
    )]
    [OnEachCluster(
        """{"size":1,"list":["a","b","c"]}""",
        "spec.list: Too many: 3: must have at most 2 items",
        "FieldValueTooMany",
        "spec.list"
    )]
    [OnEachCluster(
        """{"size":1,"list":["a",1]}""",
        "spec.list[1]: Invalid value: \"integer\": spec.list[1] in body must be of type string: \"integer\"",
        "FieldValueTypeInvalid",
        "spec.list[1]"
    )]
    [OnEachCluster(
        """{"size":1,"set":["a","b","a"]}""",
        "spec.set[2]: Duplicate value: \"a\"",
        "FieldValueDuplicate",
        "spec.set[2]"
    )]
    [OnEachCluster(
        """{"size":1,"port":true}""",
        "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"",
        "FieldValueTypeInvalid",
        "spec.port"
    )]
    [OnEachCluster(
        """{"size":1,"time":"yesterday"}""",
        "spec.time: Invalid value: \"yesterday\": spec.time in body must be of type date-time: \"yesterday\"",
        "FieldValueTypeInvalid",
        "spec.time"
    )]
    [OnEachCluster(
        """{"size":1,"address":"1.2.3"}""",
        "spec.address: Invalid value: \"1.2.3\": spec.address in body must be of type ipv4: \"1.2.3\"",
        "FieldValueTypeInvalid",
        "spec.address"
    )]
    [OnEachCluster(
        """{"size":1,"labels":{"a":1}}""",
        "spec.labels.a: Invalid value: \"integer\": spec.labels.a in body must be of type string: \"integer\"",
        "FieldValueTypeInvalid",
        "spec.labels.a"
    )]
    public async Task A_violation_is_told_in_words_and_as_a_cause(
        Target on,
        string spec,
        string message,
        string reason,
        string field
    )
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema);

        var refused = await space.PostAsync(kind.Path, kind.Body("a", $"\"spec\":{spec}"));

        refused.ExpectFailure(422, "Invalid", $"Widget.{kind.Group} \"a\" is invalid: {message}");
        refused.ExpectCause(reason, field);
        Assert.Equal("a", refused.Text("details", "name"));
        Assert.Equal(kind.Group, refused.Text("details", "group"));
        Assert.Equal("Widget", refused.Text("details", "kind"));
    }

    [Theory]
    [OnEachCluster("""{"size":1,"name":"abcde"}""", "FieldValueTooLong", "spec.name")]
    [OnEachCluster("""{"size":1,"ports":[{"name":"a"},{"name":"a"}]}""", "FieldValueDuplicate", "spec.ports[1]")]
    [OnEachCluster("""{"size":1,"list":[]}""", "FieldValueInvalid", "spec.list")]
    public async Task A_violation_whose_words_changed_over_time_is_told_as_a_cause(
        Target on,
        string spec,
        string reason,
        string field
    )
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema);

        var refused = await space.PostAsync(kind.Path, kind.Body("a", $"\"spec\":{spec}"));

        refused.ExpectFailure(422, "Invalid").ExpectCause(reason, field);
    }

    [Theory, OnEachCluster]
    public async Task One_of_several_forms_must_fit(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema);

        var both = await space.PostAsync(kind.Path, kind.Body("a", """ "spec":{"size":1,"one":{"a":"x","b":"y"}} """));
        var none = await space.PostAsync(kind.Path, kind.Body("a", """ "spec":{"size":1,"one":{}} """));
        await kind.CreateAsync("a", """ "spec":{"size":1,"one":{"b":"y"}} """);

        both.ExpectFailure(
            422,
            "Invalid",
            $"Widget.{kind.Group} \"a\" is invalid: <nil>: Invalid value: \"\": \"spec.one\" must validate one and only one schema (oneOf). Found 2 valid alternatives"
        );
        Assert.Contains(
            "\"spec.one\" must validate one and only one schema (oneOf). Found none valid",
            none.Expect(422).Message
        );
    }

    [Theory]
    [OnEachCluster("""{"size":1,"ratio":3}""")]
    [OnEachCluster("""{"size":1,"port":80}""")]
    [OnEachCluster("""{"size":1,"port":"http"}""")]
    [OnEachCluster("""{"size":1,"time":"2026-01-02T03:04:05.123456789+01:00"}""")]
    [OnEachCluster("""{"size":1,"name":"abcd","mode":"a","even":-4,"labels":{"x":"y"},"set":["b","a"]}""")]
    public async Task What_fits_is_stored_as_it_came(Target on, string spec)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema);

        var created = await kind.CreateAsync("a", $"\"spec\":{spec}");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(spec), created.Node("spec")), created.ToString());
    }

    [Theory, OnEachCluster]
    public async Task Unknown_fields_are_pruned_unless_the_schema_keeps_them(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            """
            "spec":{"type":"object","properties":{"known":{"type":"string"},
              "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
                "properties":{"closed":{"type":"object","properties":{"a":{"type":"string"}}}}},
              "items":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}}}}
            """
        );

        var created = await kind.CreateAsync(
            "a",
            """
            "extra":1,"spec":{"known":"x","unknown":"y","open":{"any":{"thing":1},"closed":{"a":"1","b":"2"}},"items":[{"a":"1","b":"2"}]}
            """
        );

        Assert.Null(created.Node("extra"));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"known":"x","open":{"any":{"thing":1},"closed":{"a":"1"}},"items":[{"a":"1"}]}"""),
                created.Node("spec")
            ),
            created.ToString()
        );
    }

    [Theory, OnEachCluster]
    public async Task Defaults_fill_in_what_is_absent_at_every_depth(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            """
            "spec":{"type":"object","default":{},"properties":{
              "a":{"type":"string","default":"x"},
              "b":{"type":"object","default":{"c":1},"properties":{"c":{"type":"integer"},"d":{"type":"boolean","default":true}}},
              "n":{"type":"string","nullable":true,"default":"x"},
              "m":{"type":"string","default":"x"},
              "items":{"type":"array","items":{"type":"object","properties":{"e":{"type":"string","default":"y"}}}}}}
            """
        );

        var empty = await kind.CreateAsync("empty");
        var filled = await kind.CreateAsync(
            "filled",
            """ "spec":{"a":"z","b":{},"n":null,"m":null,"items":[{},{"e":"q"}]} """
        );

        AssertSpec("""{"a":"x","b":{"c":1,"d":true},"n":"x","m":"x"}""", empty);
        AssertSpec("""{"a":"z","b":{"d":true},"n":null,"m":"x","items":[{"e":"y"},{"e":"q"}]}""", filled);
    }

    [Theory, OnEachCluster]
    public async Task Strict_validation_refuses_and_lenient_validation_warns_of_unknown_fields(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema);
        var body = kind.Body("a", """ "spec":{"size":1,"foo":2} """);

        var strict = await space.PostAsync($"{kind.Path}?fieldValidation=Strict", body);
        var warned = await space.PostAsync($"{kind.Path}?fieldValidation=Warn&dryRun=All", body);
        var ignored = await space.PostAsync($"{kind.Path}?fieldValidation=Ignore&dryRun=All", body);

        strict.ExpectFailure(
            400,
            "BadRequest",
            "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.foo\""
        );
        Assert.Contains(warned.Expect(201).Warnings, warning => warning.Contains("unknown field \\\"spec.foo\\\""));
        Assert.Empty(ignored.Expect(201).Warnings);
    }

    [Theory, OnEachCluster]
    public async Task An_update_is_held_to_what_it_changes_when_the_schema_became_tighter(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(
            space,
            """ "spec":{"type":"object","properties":{"name":{"type":"string"},"free":{"type":"string"}}} """
        );
        await kind.CreateAsync("a", """ "spec":{"name":"too-long"} """);
        await space.JsonPatchAsync(
            kind.DefinitionPath,
            """[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/name/maxLength","value":3}]"""
        );
        var probe = kind.Body("probe", """ "spec":{"name":"too-long"} """);
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if ((await space.PostAsync($"{kind.Path}?dryRun=All", probe)).Code == 422)
            {
                break;
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var elsewhere = await space.MergeAsync($"{kind.Path}/a", """{"spec":{"free":"x"}}""");
        var there = await space.MergeAsync($"{kind.Path}/a", """{"spec":{"name":"too-long-2"}}""");

        elsewhere.Expect(200);
        there.ExpectFailure(422, "Invalid").ExpectCause("FieldValueTooLong", "spec.name");
    }

    private static void AssertSpec(string expected, Answer actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual.Node("spec")), actual.ToString());
}
