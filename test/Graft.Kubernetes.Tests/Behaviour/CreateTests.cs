using System.Globalization;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>What POST makes of an object, and what it refuses.</summary>
public sealed class CreateTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task The_server_gives_an_object_its_identity(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.CreateAsync(
            space.ConfigMaps,
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"chosen","creationTimestamp":"2001-01-01T00:00:00Z",
             "deletionTimestamp":"2001-01-01T00:00:00Z","deletionGracePeriodSeconds":7},"data":{"k":"v"}}
            """
        );

        Assert.True(Guid.TryParse(created.Uid, out _), created.Uid);
        Assert.Equal(space.Name, created.Text("metadata", "namespace"));
        Assert.True(ulong.TryParse(created.ResourceVersion, CultureInfo.InvariantCulture, out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", created.Text("metadata", "creationTimestamp"));
        Assert.DoesNotContain("2001", created.Text("metadata", "creationTimestamp"));
        Assert.Null(created.Node("metadata", "deletionTimestamp"));
        Assert.Null(created.Node("metadata", "deletionGracePeriodSeconds"));
        Assert.Equal("v1", created.Text("apiVersion"));
        Assert.Equal("ConfigMap", created.Text("kind"));
        Assert.Equal("v", created.Text("data", "k"));
    }

    [Theory, OnEachCluster]
    public async Task A_generated_name_is_the_prefix_and_five_letters(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var first = await space.CreateAsync(space.ConfigMaps, """{"metadata":{"generateName":"made-"}}""");
        var second = await space.CreateAsync(space.ConfigMaps, """{"metadata":{"generateName":"made-"}}""");

        Assert.Matches("^made-[a-z0-9]{5}$", first.Name);
        Assert.Equal("made-", first.Text("metadata", "generateName"));
        Assert.NotEqual(first.Name, second.Name);
    }

    [Theory, OnEachCluster]
    public async Task A_name_counts_more_than_a_prefix(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.CreateAsync(space.ConfigMaps, """{"metadata":{"name":"a","generateName":"b-"}}""");

        Assert.Equal("a", created.Name);
    }

    [Theory, OnEachCluster]
    public async Task A_long_prefix_is_cut_so_that_the_name_is_no_longer_than_63(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var prefix = new string('a', 80);

        var created = await space.CreateAsync(space.ConfigMaps, $$$"""{"metadata":{"generateName":"{{{prefix}}}"}}""");

        Assert.Matches("^a{58}[a-z0-9]{5}$", created.Name);
    }

    [Theory, OnEachCluster]
    public async Task An_object_needs_a_name(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{}}""");

        refused.ExpectFailure(
            422,
            "Invalid",
            "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"
        );
        refused.ExpectCause("FieldValueRequired", "metadata.name");
        Assert.Equal("ConfigMap", refused.Text("details", "kind"));
    }

    [Theory, OnEachCluster]
    public async Task A_name_must_be_a_subdomain(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{"name":"Not_A_Name"}}""");

        refused.ExpectFailure(
            422,
            "Invalid",
            "ConfigMap \"Not_A_Name\" is invalid: metadata.name: Invalid value: \"Not_A_Name\": a lowercase RFC 1123 subdomain "
                + "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
                + "alphanumeric character (e.g. 'example.com', regex used for validation is "
                + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        );
        refused.ExpectCause("FieldValueInvalid", "metadata.name");
        Assert.Equal("Not_A_Name", refused.Text("details", "name"));
    }

    [Theory, OnEachCluster]
    public async Task A_name_that_is_taken_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{"name":"a"}}""");

        refused.ExpectFailure(409, "AlreadyExists", "configmaps \"a\" already exists");
        Assert.Equal("configmaps", refused.Text("details", "kind"));
        Assert.Equal("a", refused.Text("details", "name"));
    }

    [Theory, OnEachCluster]
    public async Task The_namespace_of_the_body_must_be_that_of_the_url(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{"name":"a","namespace":"other"}}""");

        refused.ExpectFailure(
            400,
            "BadRequest",
            "the namespace of the provided object does not match the namespace sent on the request"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_namespace_that_is_not_there_takes_nothing(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var refused = await api.SendAsync(
            "POST",
            "/api/v1/namespaces/behaviour-nowhere/configmaps",
            """{"metadata":{"name":"a"}}"""
        );

        refused.ExpectFailure(404, "NotFound", "namespaces \"behaviour-nowhere\" not found");
        Assert.Equal("namespaces", refused.Text("details", "kind"));
    }

    [Theory, OnEachCluster]
    public async Task A_version_must_not_be_given(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{"name":"a","resourceVersion":"1"}}""");

        refused.ExpectFailure(400, "BadRequest", "resourceVersion should not be set on objects to be created");
    }

    [Theory, OnEachCluster]
    public async Task The_body_must_be_of_the_kind_of_the_url(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}"""
        );

        refused.ExpectFailure(400, "BadRequest");
        Assert.StartsWith("Secret in version \"v1\" cannot be handled as a ConfigMap: ", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task The_body_must_be_of_the_version_of_the_url(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);

        var builtIn = await space.PostAsync(
            space.ConfigMaps,
            """{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"a"}}"""
        );
        var custom = await space.PostAsync(
            kind.Path,
            $$$"""{"apiVersion":"{{{kind.Group}}}/v9","kind":"Widget","metadata":{"name":"a"} }"""
        );

        builtIn.ExpectFailure(400, "BadRequest");
        Assert.StartsWith(
            "ConfigMap in version \"v2\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version \"v2\" in scheme ",
            builtIn.Message
        );
        custom.ExpectFailure(
            400,
            "BadRequest",
            $"the API version in the data ({kind.Group}/v9) does not match the expected API version ({kind.Group}/v1)"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_must_be_of_the_kind_of_the_url(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);

        var refused = await space.PostAsync(
            kind.Path,
            $$$"""{"apiVersion":"{{{kind.ApiVersion}}}","kind":"Other","metadata":{"name":"a"} }"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "kind");
        Assert.Contains("kind: Invalid value: \"Other\": must be Widget", refused.Message);
    }

    [Theory]
    [OnEachCluster("labels", "-bad-", "metadata.labels")]
    [OnEachCluster("annotations", "a/b/c", "metadata.annotations")]
    public async Task Keys_of_labels_and_annotations_are_qualified_names(
        Target on,
        string map,
        string key,
        string field
    )
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            $$$$"""{"metadata":{"name":"a","{{{{map}}}}":{"{{{{key}}}}":"v"}}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", field);
        Assert.Contains($"{field}: Invalid value: \"{key}\": ", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task Annotations_hold_a_quarter_of_a_mebibyte(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            $$$$"""{"metadata":{"name":"a","annotations":{"n":"{{{{new string('x', 1 << 18)}}}}"}}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueTooLong", "metadata.annotations");
        Assert.Contains("262144 bytes", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_label_has_no_spaces(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            """{"metadata":{"name":"a","labels":{"app":"two words"}}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "metadata.labels");
        Assert.Contains("\"two words\": a valid label must be an empty string or consist of", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task Yaml_is_as_good_as_json(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.SendAsync(
            "POST",
            space.ConfigMaps,
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: |\n    two\n    lines\n",
            "application/yaml"
        );

        created.Expect(201);
        Assert.Equal("two\nlines\n", created.Text("data", "k"));
    }

    [Theory, OnEachCluster]
    public async Task A_dry_run_answers_as_the_real_thing_and_stores_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var answer = (
            await space.PostAsync($"{space.ConfigMaps}?dryRun=All", """{"metadata":{"generateName":"dry-"}}""")
        ).Expect(201);

        Assert.StartsWith("dry-", answer.Name);
        Assert.NotEmpty(answer.Uid);
        Assert.Empty(answer.ResourceVersion);
        (await space.GetAsync($"{space.ConfigMaps}/{answer.Name}")).Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task A_dry_run_finds_what_the_real_thing_would(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var taken = await space.PostAsync($"{space.ConfigMaps}?dryRun=All", """{"metadata":{"name":"a"}}""");
        var invalid = await space.PostAsync($"{space.ConfigMaps}?dryRun=All", """{"metadata":{"name":"A"}}""");
        var unknown = await space.PostAsync($"{space.ConfigMaps}?dryRun=Some", """{"metadata":{"name":"b"}}""");

        taken.ExpectFailure(409, "AlreadyExists");
        invalid.ExpectFailure(422, "Invalid");
        unknown.ExpectFailure(422, "Invalid");
        Assert.Contains("dryRun: Unsupported value: ", unknown.Message);
        Assert.Contains("supported values: \"All\"", unknown.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_starts_with_generation_one_and_no_status(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: """ "subresources":{"status":{}} """);

        var created = await kind.CreateAsync("a", """ "spec":{"size":1},"status":{"ready":true} """);

        Assert.Equal("1", created.Text("metadata", "generation"));
        Assert.Null(created.Node("status"));
        Assert.Equal("1", created.Text("spec", "size"));
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_must_say_its_kind(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);

        var refused = await space.PostAsync(kind.Path, """{"metadata":{"name":"a"}}""");

        refused.ExpectFailure(400, "BadRequest");
        Assert.Contains("Object 'Kind' is missing in", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_namespace_carries_its_name_as_a_label(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var found = (await space.GetAsync(space.Self)).Expect(200);

        Assert.Equal(space.Name, found.Text("metadata", "labels", "kubernetes.io/metadata.name"));
        Assert.Equal("Active", found.Text("status", "phase"));
        Assert.Equal("kubernetes", found.Text("spec", "finalizers", 0));
    }

    [Theory, OnEachCluster]
    public async Task Namespaces_and_services_are_named_by_a_label(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var refused = await api.SendAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"a.b"}}""");

        refused.ExpectFailure(422, "Invalid");
        Assert.Contains("a lowercase RFC 1123 label must consist of", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task Objects_of_the_whole_cluster_have_no_namespace_in_their_path(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.In("clusterroles", "rbac.authorization.k8s.io/v1"),
            """{"metadata":{"name":"a"}}"""
        );

        refused.ExpectFailure(404, "NotFound", "the server could not find the requested resource");
    }
}
