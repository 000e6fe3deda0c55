namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>How objects go, and what holds them.</summary>
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
}
