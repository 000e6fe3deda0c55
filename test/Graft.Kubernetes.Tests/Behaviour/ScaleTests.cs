namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>The scale subresource of custom kinds and of Deployments.</summary>
public sealed class ScaleTests(ClusterFixture clusters)
{
    private const string Schema = """
        "spec":{"type":"object","properties":{"replicas":{"type":"integer"}}},
        "status":{"type":"object","properties":{"replicas":{"type":"integer"},"selector":{"type":"string"}}}
        """;

    private const string Version = """
        "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas",
          "labelSelectorPath":".status.selector"}}
        """;

    [Theory, OnEachCluster]
    public async Task A_custom_kind_is_seen_as_a_scale(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        var created = await kind.CreateAsync("a", """ "spec":{"replicas":2} """);
        await space.MergeAsync($"{kind.Path}/a/status", """{"status":{"replicas":1,"selector":"app=x"}}""");

        var scale = (await space.GetAsync($"{kind.Path}/a/scale")).Expect(200);

        Assert.Equal("Scale", scale.Text("kind"));
        Assert.Equal("autoscaling/v1", scale.Text("apiVersion"));
        Assert.Equal("a", scale.Name);
        Assert.Equal(space.Name, scale.Text("metadata", "namespace"));
        Assert.Equal(created.Uid, scale.Uid);
        Assert.Equal("2", scale.Text("spec", "replicas"));
        Assert.Equal("1", scale.Text("status", "replicas"));
        Assert.Equal("app=x", scale.Text("status", "selector"));
    }

    [Theory, OnEachCluster]
    public async Task A_scale_can_be_put_and_patched(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await kind.CreateAsync("a", """ "spec":{"replicas":2} """);
        var scale = (await space.GetAsync($"{kind.Path}/a/scale")).Expect(200);

        var put = await space.PutAsync(
            $"{kind.Path}/a/scale",
            scale.Json.With(value => value["spec"]!["replicas"] = 3)
        );
        var patched = await space.MergeAsync($"{kind.Path}/a/scale", """{"spec":{"replicas":4}}""");
        var stale = await space.PutAsync($"{kind.Path}/a/scale", scale.Json);
        var negative = await space.MergeAsync($"{kind.Path}/a/scale", """{"spec":{"replicas":-1}}""");
        var found = await space.GetAsync($"{kind.Path}/a");

        Assert.Equal("3", put.Expect(200).Text("spec", "replicas"));
        Assert.Equal("4", patched.Expect(200).Text("spec", "replicas"));
        Assert.Equal("Scale", patched.Text("kind"));
        stale.ExpectFailure(409, "Conflict");
        negative.ExpectFailure(422, "Invalid");
        Assert.Equal("4", found.Text("spec", "replicas"));
        Assert.Equal("3", found.Text("metadata", "generation"));
    }

    [Theory, OnEachCluster]
    public async Task A_kind_that_declares_no_scale_has_none(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        (await space.GetAsync($"{kind.Path}/a/scale")).Expect(404);
    }

    [Theory, OnEachCluster]
    public async Task A_deployment_is_scaled(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = space.In("deployments", "apps/v1");
        // Paused from the beginning: a controller makes no ReplicaSet of it and so no pods.
        await space.CreateAsync(
            path,
            """
            {"metadata":{"name":"a"},"spec":{"paused":true,"replicas":0,"selector":{"matchLabels":{"app":"a"}},
             "template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """
        );

        var scale = (await space.GetAsync($"{path}/a/scale")).Expect(200);
        var patched = await space.MergeAsync($"{path}/a/scale", """{"spec":{"replicas":2}}""");
        var found = await space.GetAsync($"{path}/a");

        Assert.Equal("app=a", scale.Text("status", "selector"));
        Assert.Equal("2", patched.Expect(200).Text("spec", "replicas"));
        Assert.Equal("2", found.Text("spec", "replicas"));
    }
}
