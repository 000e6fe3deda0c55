namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Owner references, and what the garbage collector makes of them.</summary>
public sealed class OwnerTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task What_has_lost_its_owner_is_collected(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();
        await OwnerWithDependentAsync(space);

        await space.DeleteAsync($"{space.ConfigMaps}/owner", """{"propagationPolicy":"Background"}""");

        await space.GoneAsync($"{space.Secrets}/dependent");
    }

    [Theory, OnEachCluster]
    public async Task A_foreground_deletion_takes_the_owner_last(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();
        await OwnerWithDependentAsync(space, """, "finalizers":["example.com/hold"] """);

        await space.DeleteAsync($"{space.ConfigMaps}/owner", """{"propagationPolicy":"Foreground"}""");
        await space.EventuallyAsync(
            $"{space.Secrets}/dependent",
            answer => answer.Text("metadata", "deletionTimestamp").Length > 0
        );
        var waiting = await space.GetAsync($"{space.ConfigMaps}/owner");
        await space.MergeAsync($"{space.Secrets}/dependent", """{"metadata":{"finalizers":null}}""");

        waiting.Expect(200);
        await space.GoneAsync($"{space.ConfigMaps}/owner");
        (await space.GetAsync($"{space.Secrets}/dependent")).Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task An_orphaning_deletion_leaves_the_dependents_without_owner(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();
        await OwnerWithDependentAsync(space);

        await space.DeleteAsync($"{space.ConfigMaps}/owner", """{"propagationPolicy":"Orphan"}""");
        await space.GoneAsync($"{space.ConfigMaps}/owner");
        var dependent = await space.GetAsync($"{space.Secrets}/dependent");

        Assert.Null(dependent.Expect(200).Node("metadata", "ownerReferences"));
    }

    [Theory, OnEachCluster]
    public async Task A_dependent_of_nobody_is_collected(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();

        await space.SecretAsync(
            "dependent",
            """
            "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"nobody","uid":"11111111-1111-1111-1111-111111111111"}]
            """
        );

        await space.GoneAsync($"{space.Secrets}/dependent");
    }

    [Theory, OnEachCluster]
    public async Task A_dependent_with_another_owner_left_stays(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();
        var one = await space.ConfigMapAsync("one");
        var two = await space.ConfigMapAsync("two");
        await space.SecretAsync(
            "dependent",
            $$$"""
            "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"one","uid":"{{{one.Uid}}}"},
                               {"apiVersion":"v1","kind":"ConfigMap","name":"two","uid":"{{{two.Uid}}}"}]
            """
        );

        await space.DeleteAsync($"{space.ConfigMaps}/one", """{"propagationPolicy":"Background"}""");
        var left = await space.EventuallyAsync(
            $"{space.Secrets}/dependent",
            answer => answer.Node("metadata", "ownerReferences")?.AsArray().Count == 1
        );

        Assert.Equal("two", left.Text("metadata", "ownerReferences", 0, "name"));
    }

    [Theory]
    [OnEachCluster("""{"kind":"ConfigMap","name":"a","uid":"u"}""", "apiVersion", "version must not be empty")]
    [OnEachCluster("""{"apiVersion":"v1","name":"a","uid":"u"}""", "kind", "must not be empty")]
    [OnEachCluster("""{"apiVersion":"v1","kind":"ConfigMap","uid":"u"}""", "name", "must not be empty")]
    [OnEachCluster("""{"apiVersion":"v1","kind":"ConfigMap","name":"a"}""", "uid", "must not be empty")]
    public async Task A_reference_must_be_whole(Target on, string reference, string field, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            $$$"""{"metadata":{"name":"a","ownerReferences":[{{{reference}}}]} }"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", $"metadata.ownerReferences.{field}");
        Assert.Contains($"metadata.ownerReferences.{field}: Invalid value: \"\": {message}", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task There_is_one_controller(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            """
            {"metadata":{"name":"a","ownerReferences":[
              {"apiVersion":"v1","kind":"ConfigMap","name":"x","uid":"1","controller":true},
              {"apiVersion":"v1","kind":"Secret","name":"y","uid":"2","controller":true}]}}
            """
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "metadata.ownerReferences");
        Assert.Contains(
            "Only one reference can have Controller set to true. Found \"true\" in references for ConfigMap/x and Secret/y",
            refused.Message
        );
    }

    [Theory, OnEachCluster]
    public async Task An_event_owns_nothing(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.ConfigMaps,
            """{"metadata":{"name":"a","ownerReferences":[{"apiVersion":"v1","kind":"Event","name":"e","uid":"1"}]}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "metadata.ownerReferences");
        Assert.Contains("/v1, Kind=Event is disallowed from being an owner", refused.Message);
    }

    private static async Task OwnerWithDependentAsync(Space space, string more = "")
    {
        var owner = await space.ConfigMapAsync("owner");
        await space.SecretAsync(
            "dependent",
            $$$"""
            "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","blockOwnerDeletion":true,
              "uid":"{{{owner.Uid}}}"}]{{{more}}}
            """
        );
    }
}
