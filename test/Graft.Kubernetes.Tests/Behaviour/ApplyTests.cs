using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Server-side apply: who owns which field, and what follows from it.</summary>
public sealed class ApplyTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task Apply_creates_and_records_the_manager(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = (await ApplyAsync(space, "first", """{"k":"1"}""")).Expect(201);

        Assert.Equal("1", created.Text("data", "k"));
        var entry = created.Node("metadata", "managedFields")!.AsArray().Single()!.AsObject();
        Assert.Equal("first", entry.Text("manager"));
        Assert.Equal("Apply", entry.Text("operation"));
        Assert.Equal("v1", entry.Text("apiVersion"));
        Assert.Equal("FieldsV1", entry.Text("fieldsType"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", entry.Text("time"));
        Assert.Equal("""{"f:data":{"f:k":{}}}""", entry["fieldsV1"]!.ToJsonString());
    }

    [Theory, OnEachCluster]
    public async Task The_same_again_changes_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = (await ApplyAsync(space, "first", """{"k":"1"}""")).Expect(201);

        var again = (await ApplyAsync(space, "first", """{"k":"1"}""")).Expect(200);

        Assert.Equal(created.ResourceVersion, again.ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task A_field_of_another_manager_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await ApplyAsync(space, "first", """{"k":"1","l":"1"}""");

        var one = await ApplyAsync(space, "second", """{"k":"2"}""");
        var two = await ApplyAsync(space, "second", """{"k":"2","l":"2"}""");

        one.ExpectFailure(409, "Conflict", "Apply failed with 1 conflict: conflict with \"first\": .data.k");
        one.ExpectCause("FieldManagerConflict", ".data.k");
        Assert.Equal("conflict with \"first\"", one.Causes.Single().Text("message"));
        two.ExpectFailure(
            409,
            "Conflict",
            "Apply failed with 2 conflicts: conflicts with \"first\":\n- .data.k\n- .data.l"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_conflict_names_how_the_other_wrote(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        (
            await space.PostAsync(
                $"{space.ConfigMaps}?fieldManager=editor",
                """{"metadata":{"name":"a"},"data":{"k":"1"}}"""
            )
        ).Expect(201);

        var refused = await ApplyAsync(space, "first", """{"k":"2"}""");

        refused.ExpectFailure(
            409,
            "Conflict",
            "Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.k"
        );
        Assert.Equal("conflict with \"editor\" using v1", refused.Causes.Single().Text("message"));
    }

    [Theory, OnEachCluster]
    public async Task Force_takes_the_field_over(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await ApplyAsync(space, "first", """{"k":"1","l":"1"}""");

        var forced = (await ApplyAsync(space, "second", """{"k":"2"}""", force: true)).Expect(200);

        Assert.Equal("2", forced.Text("data", "k"));
        Assert.Equal("1", forced.Text("data", "l"));
        Assert.Equal("""{"f:data":{"f:l":{}}}""", FieldsOf(forced, "first"));
        Assert.Equal("""{"f:data":{"f:k":{}}}""", FieldsOf(forced, "second"));
    }

    [Theory, OnEachCluster]
    public async Task What_two_want_alike_is_shared_and_goes_with_the_last(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await ApplyAsync(space, "first", """{"k":"1","only":"1"}""");

        var shared = (await ApplyAsync(space, "second", """{"k":"1"}""")).Expect(200);
        var left = (await ApplyAsync(space, "first", """{"only":"1"}""")).Expect(200);
        var gone = (await ApplyAsync(space, "second", "{}")).Expect(200);

        Assert.Equal("""{"f:data":{"f:k":{}}}""", FieldsOf(shared, "second"));
        Assert.Equal("1", left.Text("data", "k"));
        Assert.Null(gone.Node("data", "k"));
        Assert.Equal("1", gone.Text("data", "only"));
    }

    [Theory, OnEachCluster]
    public async Task A_field_that_is_given_up_goes(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await ApplyAsync(space, "first", """{"k":"1","l":"1"}""");

        var applied = (await ApplyAsync(space, "first", """{"l":"1"}""")).Expect(200);

        Assert.Equal("""{"l":"1"}""", applied.Node("data")!.ToJsonString());
        Assert.Equal("""{"f:data":{"f:l":{}}}""", FieldsOf(applied, "first"));
    }

    [Theory, OnEachCluster]
    public async Task An_update_takes_the_fields_that_it_changes(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await ApplyAsync(space, "first", """{"k":"1","l":"1"}""");

        var updated = (
            await space.MergeAsync($"{space.ConfigMaps}/a?fieldManager=editor", """{"data":{"k":"2","m":"1"}}""")
        ).Expect(200);

        Assert.Equal("""{"f:data":{"f:l":{}}}""", FieldsOf(updated, "first"));
        Assert.Equal("""{"f:data":{"f:k":{},"f:m":{}}}""", FieldsOf(updated, "editor"));
        Assert.Equal("Update", Entry(updated, "editor").Text("operation"));
    }

    [Theory, OnEachCluster]
    public async Task A_manager_is_named_by_the_query_or_by_the_program(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var named = await space.PostAsync(
            $"{space.ConfigMaps}?fieldManager=editor",
            """{"metadata":{"name":"a","labels":{"l":"v"}},"data":{"k":"1"}}"""
        );
        var unnamed = await space.ConfigMapAsync("b", data: """{"k":"1"}""");

        Assert.Equal(
            """{"f:data":{".":{},"f:k":{}},"f:metadata":{"f:labels":{".":{},"f:l":{}}}}""",
            FieldsOf(named.Expect(201), "editor")
        );
        Assert.Equal("""{"f:data":{".":{},"f:k":{}}}""", FieldsOf(unnamed, "behaviour"));
    }

    [Theory, OnEachCluster]
    public async Task Yaml_is_what_an_apply_is_made_of(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.ApplyAsync(
            $"{space.ConfigMaps}/a",
            "first",
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  k: 'yes'\n"
        );

        Assert.Equal("yes", created.Expect(201).Text("data", "k"));
        Assert.Equal("a", created.Name);
    }

    [Theory, OnEachCluster]
    public async Task An_apply_needs_a_manager(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.SendAsync(
            "PATCH",
            $"{space.ConfigMaps}/a",
            """{"apiVersion":"v1","kind":"ConfigMap"}""",
            "application/apply-patch+yaml"
        );

        refused.ExpectFailure(
            422,
            "Invalid",
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
        );
        refused.ExpectCause("FieldValueRequired", "fieldManager");
    }

    [Theory]
    [OnEachCluster("""{"apiVersion":"v2","kind":"ConfigMap"}""", "invalid object type: /v2, Kind=ConfigMap")]
    [OnEachCluster("""{"apiVersion":"v1","kind":"Secret"}""", "invalid object type: /v1, Kind=Secret")]
    [OnEachCluster("""{"kind":"ConfigMap"}""", "invalid object type: ")]
    [OnEachCluster(
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"managedFields":[{"manager":"x","operation":"Apply"}]}}""",
        "metadata.managedFields must be nil"
    )]
    [OnEachCluster(
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""",
        "the name of the object (b) does not match the name on the URL (a)"
    )]
    [OnEachCluster(
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"other"}}""",
        "the namespace of the provided object does not match the namespace sent on the request"
    )]
    [OnEachCluster("{", "error decoding YAML: ")]
    [OnEachCluster("- a", "error decoding YAML: ")]
    public async Task What_is_applied_must_be_an_object_of_the_place(Target on, string body, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.ApplyAsync($"{space.ConfigMaps}/a", "first", body);

        refused.ExpectFailure(400, "BadRequest");
        Assert.Contains(message, refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_field_that_the_kind_does_not_have_is_refused(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.ApplyAsync(
            $"{space.ConfigMaps}/a",
            "first",
            """{"apiVersion":"v1","kind":"ConfigMap","nonsense":"x"}"""
        );

        Assert.InRange(refused.Code, 400, 500);
        Assert.Contains(".nonsense: field not declared in schema", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_uid_is_only_of_what_is_there(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        const string Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"uid":"u-1"}}""";

        var missing = await space.ApplyAsync($"{space.ConfigMaps}/a", "first", Body);
        await space.ConfigMapAsync("a");
        var other = await space.ApplyAsync($"{space.ConfigMaps}/a", "first", Body);

        missing.ExpectFailure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid u-1, and no existing object was found"
        );
        other.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "metadata.uid");
    }

    [Theory, OnEachCluster]
    public async Task An_apply_onto_an_older_version_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = (await ApplyAsync(space, "first", """{"k":"1"}""")).Expect(201);
        await ApplyAsync(space, "first", """{"k":"2"}""");

        var refused = await space.ApplyAsync(
            $"{space.ConfigMaps}/a",
            "first",
            $$$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"resourceVersion":"{{{created.ResourceVersion}}}"},"data":{"k":"3"}}
            """
        );

        refused.ExpectFailure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_dry_run_applies_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var answer = await space.ApplyAsync(
            $"{space.ConfigMaps}/a?dryRun=All",
            "first",
            """{"apiVersion":"v1","kind":"ConfigMap"}"""
        );

        answer.Expect(201);
        (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(404);
    }

    internal static JsonObject Entry(Answer answer, string manager) =>
        answer
            .Node("metadata", "managedFields")!
            .AsArray()
            .Select(entry => entry!.AsObject())
            .Single(entry => entry.Text("manager") == manager);

    internal static string FieldsOf(Answer answer, string manager) => Entry(answer, manager)["fieldsV1"].Compact();

    private static Task<Answer> ApplyAsync(Space space, string manager, string data, bool force = false) =>
        space.ApplyAsync(
            $"{space.ConfigMaps}/a",
            manager,
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","data":{{{data}}} }""",
            force
        );
}
