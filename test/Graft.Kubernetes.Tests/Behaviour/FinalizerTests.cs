namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Objects that somebody holds while they are deleted.</summary>
public sealed class FinalizerTests(ClusterFixture clusters)
{
    private const string Held = """ "finalizers":["example.com/hold"] """;

    [Theory, OnEachCluster]
    public async Task A_held_object_is_marked_and_goes_when_it_is_let_go(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync("a", Held);

        var marked = (await space.DeleteAsync($"{space.ConfigMaps}/a")).Expect(200);
        var again = (await space.DeleteAsync($"{space.ConfigMaps}/a")).Expect(200);
        var released = await space.MergeAsync($"{space.ConfigMaps}/a", """{"metadata":{"finalizers":null}}""");

        Assert.Equal("ConfigMap", marked.Text("kind"));
        Assert.Equal(created.Uid, marked.Uid);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", marked.Text("metadata", "deletionTimestamp"));
        Assert.Equal("0", marked.Text("metadata", "deletionGracePeriodSeconds"));
        Assert.Equal(marked.ResourceVersion, again.ResourceVersion);
        Assert.Equal("a", released.Expect(200).Name);
        (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task Nothing_new_holds_an_object_that_is_being_deleted(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", Held);
        await space.DeleteAsync($"{space.ConfigMaps}/a");

        var refused = await space.MergeAsync(
            $"{space.ConfigMaps}/a",
            """{"metadata":{"finalizers":["example.com/hold","example.com/new"]}}"""
        );

        refused.ExpectFailure(
            422,
            "Invalid",
            "ConfigMap \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/new\"}"
        );
        refused.ExpectCause("FieldValueForbidden", "metadata.finalizers");
    }

    [Theory, OnEachCluster]
    public async Task A_mark_cannot_be_taken_off(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", Held);
        var marked = (await space.DeleteAsync($"{space.ConfigMaps}/a")).Expect(200);

        var patched = await space.MergeAsync(
            $"{space.ConfigMaps}/a",
            """{"metadata":{"deletionTimestamp":null},"data":{"k":"1"}}"""
        );

        Assert.Equal(
            marked.Text("metadata", "deletionTimestamp"),
            patched.Expect(200).Text("metadata", "deletionTimestamp")
        );
        Assert.Equal("1", patched.Text("data", "k"));
    }

    [Theory, OnEachCluster]
    public async Task The_mark_is_a_generation(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a", metadata: Held);

        var marked = (await space.DeleteAsync($"{kind.Path}/a")).Expect(200);

        Assert.Equal("2", marked.Text("metadata", "generation"));
        Assert.NotEmpty(marked.Text("metadata", "deletionTimestamp"));
    }

    [Theory, OnEachCluster]
    public async Task The_name_is_taken_as_long_as_the_object_is_held(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", Held);
        await space.DeleteAsync($"{space.ConfigMaps}/a");

        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{"name":"a"}}""");

        refused.ExpectFailure(409, "AlreadyExists");
        Assert.StartsWith("object is being deleted: configmaps \"a\" already exists", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_watch_sees_the_mark_and_then_the_end(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.SecretAsync("a", Held);

        await using var watch = await space.WatchAsync($"{space.Secrets}?resourceVersion={created.ResourceVersion}");
        await space.DeleteAsync($"{space.Secrets}/a");
        await space.MergeAsync($"{space.Secrets}/a", """{"metadata":{"finalizers":null}}""");

        var marked = await watch.ExpectAsync("MODIFIED", "a");
        var deleted = await watch.ExpectAsync("DELETED", "a");
        Assert.NotEmpty(marked.Text("metadata", "deletionTimestamp"));
        Assert.NotEmpty(deleted.Text("metadata", "deletionTimestamp"));
    }

    [Theory]
    [OnEachCluster("Foreground", "foregroundDeletion")]
    [OnEachCluster("Orphan", "orphan")]
    public async Task A_policy_is_a_finalizer_for_the_garbage_collector(Target on, string policy, string finalizer)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", Held);

        var marked = await space.DeleteAsync($"{space.ConfigMaps}/a", $$"""{"propagationPolicy":"{{policy}}"}""");

        Assert.Contains(
            finalizer,
            marked.Expect(200).Node("metadata", "finalizers")!.AsArray().Select(item => item!.ToString())
        );
        Assert.NotEmpty(marked.Text("metadata", "deletionTimestamp"));
    }

    [Theory, OnEachCluster]
    public async Task A_policy_may_stand_in_the_query(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", Held);

        var marked = await space.DeleteAsync($"{space.ConfigMaps}/a?propagationPolicy=Orphan");

        Assert.Contains(
            "orphan",
            marked.Expect(200).Node("metadata", "finalizers")!.AsArray().Select(item => item!.ToString())
        );
    }

    [Theory]
    [OnEachCluster(
        "hold",
        "metadata.finalizers[0]",
        "name is neither a standard finalizer name nor is it fully qualified"
    )]
    [OnEachCluster("example.com/-", "metadata.finalizers", "name part must consist of alphanumeric characters")]
    public async Task A_finalizer_of_a_built_in_kind_is_qualified(Target on, string name, string field, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            $$$"""{"metadata":{"name":"a","finalizers":["{{{name}}}"]} }"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", field);
        Assert.Contains(message, refused.Message);
    }
}
