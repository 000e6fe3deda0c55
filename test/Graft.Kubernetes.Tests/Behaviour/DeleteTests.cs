namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>How objects go, and what must hold for them to go.</summary>
public sealed class DeleteTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task What_is_gone_is_told_by_a_status(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");

        var deleted = (await space.DeleteAsync($"{space.ConfigMaps}/a")).Expect(200);

        Assert.Equal("Status", deleted.Text("kind"));
        Assert.Equal("Success", deleted.Text("status"));
        Assert.Equal("a", deleted.Text("details", "name"));
        Assert.Equal("configmaps", deleted.Text("details", "kind"));
        Assert.Equal(created.Uid, deleted.Text("details", "uid"));
        (await space.GetAsync($"{space.ConfigMaps}/a")).ExpectFailure(404, "NotFound", "configmaps \"a\" not found");
    }

    [Theory, OnEachCluster]
    public async Task A_custom_object_is_told_with_its_group(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        var deleted = (await space.DeleteAsync($"{kind.Path}/a")).Expect(200);

        Assert.Equal("Success", deleted.Text("status"));
        Assert.Equal(kind.Group, deleted.Text("details", "group"));
        Assert.Equal("widgets", deleted.Text("details", "kind"));
    }

    [Theory, OnEachCluster]
    public async Task What_is_not_there_is_not_deleted(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        (await space.DeleteAsync($"{space.ConfigMaps}/a")).ExpectFailure(404, "NotFound", "configmaps \"a\" not found");
    }

    [Theory, OnEachCluster]
    public async Task Another_object_of_the_name_is_not_deleted(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");

        var refused = await space.DeleteAsync(
            $"{space.ConfigMaps}/a",
            """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"another"}}"""
        );

        refused.ExpectFailure(409, "Conflict");
        Assert.Contains(
            $"the UID in the precondition (another) does not match the UID in record ({created.Uid}). The object might have been deleted and then recreated",
            refused.Message
        );
        (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task Another_version_of_the_object_is_not_deleted(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");
        var changed = await space.MergeAsync($"{space.ConfigMaps}/a", """{"data":{"k":"1"}}""");

        var refused = await space.DeleteAsync(
            $"{space.ConfigMaps}/a",
            $$$"""{"preconditions":{"resourceVersion":"{{{created.ResourceVersion}}}"} }"""
        );
        var deleted = await space.DeleteAsync(
            $"{space.ConfigMaps}/a",
            $$$"""{"preconditions":{"resourceVersion":"{{{changed.ResourceVersion}}}","uid":"{{{created.Uid}}}"} }"""
        );

        refused.ExpectFailure(409, "Conflict");
        Assert.Contains(
            $"the ResourceVersion in the precondition ({created.ResourceVersion}) does not match the ResourceVersion in record ({changed.ResourceVersion}). The object might have been modified",
            refused.Message
        );
        deleted.Expect(200);
    }

    [Theory]
    [OnEachCluster("?dryRun=All", null)]
    [OnEachCluster("", """{"dryRun":["All"]}""")]
    public async Task A_dry_run_deletes_nothing(Target on, string query, string? body)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a");

        var answer = await space.DeleteAsync($"{space.ConfigMaps}/a{query}", body);

        answer.Expect(200);
        Assert.Equal(created.ResourceVersion, (await space.GetAsync($"{space.ConfigMaps}/a")).ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task A_propagation_policy_must_be_a_known_one(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var unknown = await space.DeleteAsync($"{space.ConfigMaps}/a", """{"propagationPolicy":"Wild"}""");
        var both = await space.DeleteAsync(
            $"{space.ConfigMaps}/a",
            """{"propagationPolicy":"Orphan","orphanDependents":true}"""
        );

        unknown.ExpectFailure(422, "Invalid").ExpectCause("FieldValueNotSupported", "propagationPolicy");
        Assert.StartsWith(
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Wild\": supported values: ",
            unknown.Message
        );
        both.ExpectFailure(422, "Invalid");
        Assert.Contains("orphanDependents and deletionPropagation cannot be both set", both.Message);
        (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task Options_that_cannot_be_read_delete_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a");

        var broken = await space.DeleteAsync($"{space.ConfigMaps}/a", "{");
        var foreign = await space.SendAsync("DELETE", $"{space.ConfigMaps}/a", "{}", "text/html");

        Assert.InRange(broken.Code, 400, 500);
        foreign.ExpectFailure(415, "UnsupportedMediaType");
        (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task A_collection_is_deleted_by_selector(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a", """ "labels":{"app":"x"} """);
        await space.SecretAsync("b", """ "labels":{"app":"x"} """);
        await space.SecretAsync("c", """ "labels":{"app":"y"} """);

        var dry = await space.DeleteAsync($"{space.Secrets}?labelSelector=app%3Dx&dryRun=All");
        var untouched = await space.GetAsync(space.Secrets);
        var deleted = await space.DeleteAsync($"{space.Secrets}?labelSelector=app%3Dx");
        var byField = await space.DeleteAsync($"{space.Secrets}?fieldSelector=metadata.name%3Dnobody");
        var left = await space.GetAsync(space.Secrets);

        dry.Expect(200);
        Assert.Equal(["a", "b", "c"], untouched.ItemNames.Order());
        deleted.Expect(200);
        byField.Expect(200);
        Assert.Equal(["c"], left.ItemNames);
    }

    [Theory, OnEachCluster]
    public async Task A_collection_of_the_whole_cluster_is_not_deleted_at_once(Target on)
    {
        var api = await clusters.ApiAsync(on);

        // The selector makes it harmless wherever it should be allowed.
        var refused = await api.SendAsync("DELETE", "/api/v1/configmaps?labelSelector=behaviour%3Dnobody");

        refused.ExpectFailure(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource"
        );
    }
}
