namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>The life of namespaces.</summary>
public sealed class NamespaceTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task A_namespace_goes_with_everything_in_it(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();
        await space.ConfigMapAsync("a");

        var terminating = (await space.DeleteAsync(space.Self)).Expect(200);

        Assert.Equal("Terminating", terminating.Text("status", "phase"));
        await space.GoneAsync(space.Self);
        (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task A_terminating_namespace_takes_nothing_new(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("held", """ "finalizers":["example.com/hold"] """);

        var terminating = (await space.DeleteAsync(space.Self)).Expect(200);
        var refused = await space.PostAsync(space.ConfigMaps, """{"metadata":{"name":"late"}}""");
        var changed = await space.MergeAsync($"{space.ConfigMaps}/held", """{"data":{"k":"1"}}""");

        Assert.Equal("Terminating", terminating.Text("status", "phase"));
        Assert.NotEmpty(terminating.Text("metadata", "deletionTimestamp"));
        refused.ExpectFailure(
            403,
            "Forbidden",
            $"configmaps \"late\" is forbidden: unable to create new content in namespace {space.Name} because it is being terminated"
        );
        var cause = refused.Causes.Single();
        Assert.Equal("NamespaceTerminating", cause.Text("reason"));
        Assert.Equal($"namespace {space.Name} is being terminated", cause.Text("message"));
        Assert.Equal("metadata.namespace", cause.Text("field"));
        changed.Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task What_holds_a_namespace_is_told_by_its_conditions(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.RequireControllersAsync();
        await space.ConfigMapAsync("held", """ "finalizers":["example.com/hold"] """);

        await space.DeleteAsync(space.Self);
        var waiting = await space.EventuallyAsync(
            space.Self,
            answer => Condition(answer, "NamespaceFinalizersRemaining") == "True"
        );
        await space.MergeAsync($"{space.ConfigMaps}/held", """{"metadata":{"finalizers":null}}""");

        Assert.Equal("True", Condition(waiting, "NamespaceContentRemaining"));
        await space.GoneAsync(space.Self);
    }

    [Theory, OnEachCluster]
    public async Task Finalizers_change_only_through_finalize(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var patched = await space.MergeAsync(space.Self, """{"spec":{"finalizers":["example.com/hold"]}}""");
        var finalized = await space.Api.FinalizeAsync(space.Name, "kubernetes", "example.com/hold");
        await space.Api.FinalizeAsync(space.Name, "kubernetes");

        Assert.Equal("""["kubernetes"]""", patched.Expect(200).Node("spec", "finalizers")!.ToJsonString());
        Assert.Equal(
            """["kubernetes","example.com/hold"]""",
            finalized.Expect(200).Node("spec", "finalizers")!.ToJsonString()
        );
    }

    [Theory]
    [OnEachCluster("default")]
    [OnEachCluster("kube-system")]
    public async Task The_clusters_own_namespaces_stay(Target on, string name)
    {
        var api = await clusters.ApiAsync(on);

        var refused = await api.SendAsync("DELETE", $"/api/v1/namespaces/{name}?dryRun=All");

        refused.ExpectFailure(
            403,
            "Forbidden",
            $"namespaces \"{name}\" is forbidden: this namespace may not be deleted"
        );
    }

    [Theory, OnEachCluster]
    public async Task Namespaces_are_not_deleted_as_a_collection(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var refused = await api.SendAsync("DELETE", "/api/v1/namespaces?labelSelector=behaviour%3Dnobody&dryRun=All");

        refused.ExpectFailure(405, "MethodNotAllowed");
    }

    private static string Condition(Answer answer, string type) =>
        (answer.Node("status", "conditions") as System.Text.Json.Nodes.JsonArray ?? [])
            .FirstOrDefault(condition => condition.Text("type") == type)
            .Text("status");
}
