namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>What PUT may change and which version it replaces.</summary>
public sealed class UpdateTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task A_replacement_takes_the_place_of_the_whole_object(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a", """ "labels":{"l":"1"} """, """{"k":"1","old":"1"}""");

        var replaced = await space.PutAsync(
            $"{space.ConfigMaps}/a",
            created.Json.With(value =>
            {
                value["data"] = new System.Text.Json.Nodes.JsonObject { ["k"] = "2" };
                value["metadata"]!.AsObject().Remove("labels");
            })
        );

        Assert.Equal("""{"k":"2"}""", replaced.Expect(200).Node("data")!.ToJsonString());
        Assert.Null(replaced.Node("metadata", "labels"));
        Assert.Equal(created.Uid, replaced.Uid);
        Assert.NotEqual(created.ResourceVersion, replaced.ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task A_replacement_of_an_older_version_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");
        await space.MergeAsync($"{space.ConfigMaps}/a", """{"data":{"k":"1"}}""");

        var refused = await space.PutAsync($"{space.ConfigMaps}/a", created.Json);

        refused.ExpectFailure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again"
        );
        Assert.Equal("a", refused.Text("details", "name"));
        Assert.Equal("configmaps", refused.Text("details", "kind"));
    }

    [Theory, OnEachCluster]
    public async Task Without_a_version_the_latest_of_a_built_in_kind_is_replaced(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var replaced = await space.SendAsync(
            "PUT",
            $"{space.ConfigMaps}/a",
            """{"metadata":{"name":"a"},"data":{"k":"1"}}"""
        );

        Assert.Equal("1", replaced.Expect(200).Text("data", "k"));
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_is_replaced_only_with_its_version(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        var refused = await space.SendAsync("PUT", $"{kind.Path}/a", kind.Body("a"));

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "metadata.resourceVersion");
        Assert.StartsWith(
            $"widgets.{kind.Group} \"a\" is invalid: metadata.resourceVersion: Invalid value: 0",
            refused.Message
        );
        Assert.EndsWith("must be specified for an update", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task Another_object_of_the_name_is_not_replaced(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");

        var refused = await space.SendAsync(
            "PUT",
            $"{space.ConfigMaps}/a",
            """{"metadata":{"name":"a","uid":"11111111-1111-1111-1111-111111111111"}}"""
        );

        refused.ExpectFailure(409, "Conflict");
        Assert.StartsWith("Operation cannot be fulfilled on configmaps \"a\": ", refused.Message);
        Assert.EndsWith(
            $"Precondition failed: UID in precondition: 11111111-1111-1111-1111-111111111111, UID in object meta: {created.Uid}",
            refused.Message
        );
    }

    [Theory, OnEachCluster]
    public async Task The_name_in_the_body_must_be_that_of_the_url(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync("PUT", $"{space.ConfigMaps}/a", """{"metadata":{"name":"b"}}""");

        refused.ExpectFailure(400, "BadRequest", "the name of the object (b) does not match the name on the URL (a)");
    }

    [Theory, OnEachCluster]
    public async Task The_namespace_in_the_body_must_be_that_of_the_url(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var refused = await space.SendAsync(
            "PUT",
            $"{space.ConfigMaps}/a",
            """{"metadata":{"name":"a","namespace":"other"}}"""
        );

        refused.ExpectFailure(400, "BadRequest");
    }

    [Theory, OnEachCluster]
    public async Task What_the_server_gave_stays(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");

        var replaced = await space.SendAsync(
            "PUT",
            $"{space.ConfigMaps}/a",
            """{"metadata":{"name":"a","creationTimestamp":"2001-01-01T00:00:00Z","generation":7},"data":{"k":"1"}}"""
        );

        Assert.Equal(
            created.Text("metadata", "creationTimestamp"),
            replaced.Expect(200).Text("metadata", "creationTimestamp")
        );
        Assert.Equal(created.Uid, replaced.Uid);
        Assert.Equal(created.Text("metadata", "generation"), replaced.Text("metadata", "generation"));
    }

    [Theory, OnEachCluster]
    public async Task What_is_not_there_is_not_replaced(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.SendAsync("PUT", $"{space.ConfigMaps}/a", """{"metadata":{"name":"a"}}""");

        refused.ExpectFailure(404, "NotFound", "configmaps \"a\" not found");
    }

    [Theory, OnEachCluster]
    public async Task A_write_that_changes_nothing_makes_no_version(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a", data: """{"k":"1"}""");

        var put = await space.PutAsync($"{space.ConfigMaps}/a", created.Json);
        var merged = await space.MergeAsync($"{space.ConfigMaps}/a", """{"data":{"k":"1"}}""");
        var emptied = await space.MergeAsync($"{space.ConfigMaps}/a", "{}");

        Assert.Equal(created.ResourceVersion, put.Expect(200).ResourceVersion);
        Assert.Equal(created.ResourceVersion, merged.Expect(200).ResourceVersion);
        Assert.Equal(created.ResourceVersion, emptied.Expect(200).ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task A_dry_run_changes_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");

        var answer = await space.SendAsync(
            "PUT",
            $"{space.ConfigMaps}/a?dryRun=All",
            """{"metadata":{"name":"a"},"data":{"k":"1"}}"""
        );
        var found = await space.GetAsync($"{space.ConfigMaps}/a");

        Assert.Equal("1", answer.Expect(200).Text("data", "k"));
        Assert.Equal(created.ResourceVersion, found.ResourceVersion);
        Assert.Null(found.Node("data", "k"));
    }

    [Theory, OnEachCluster]
    public async Task Writes_at_once_are_all_kept(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => space.MergeAsync($"{space.ConfigMaps}/a", $$$"""{"data":{"k{{{i}}}":"v"} }"""))
        );
        var found = await space.GetAsync($"{space.ConfigMaps}/a");

        Assert.All(answers, answer => answer.Expect(200));
        Assert.Equal(8, found.Node("data")!.AsObject().Count);
        Assert.Equal(8, answers.Select(answer => answer.ResourceVersion).Distinct().Count());
    }

    [Theory, OnEachCluster]
    public async Task What_a_kind_declares_immutable_stays(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = Space.All("runtimeclasses", "node.k8s.io/v1");
        await space.CreateAsync(path, $$$"""{"metadata":{"name":"{{{space.Name}}}"},"handler":"one"}""");

        var refused = await space.MergeAsync($"{path}/{space.Name}", """{"handler":"two"}""");

        refused.ExpectFailure(
            422,
            "Invalid",
            $"RuntimeClass.node.k8s.io \"{space.Name}\" is invalid: handler: Invalid value: \"two\": field is immutable"
        );
        refused.ExpectCause("FieldValueInvalid", "handler");
        Assert.Equal("node.k8s.io", refused.Text("details", "group"));
    }

    [Theory, OnEachCluster]
    public async Task Versions_grow_over_all_kinds(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var versions = new[]
        {
            await space.ConfigMapAsync("a"),
            await space.SecretAsync("a"),
            await space.MergeAsync($"{space.ConfigMaps}/a", """{"data":{"k":"1"}}"""),
        }.Select(answer => ulong.Parse(answer.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(versions.Order(), versions);
        Assert.Equal(3, versions.Distinct().Count());
    }
}
