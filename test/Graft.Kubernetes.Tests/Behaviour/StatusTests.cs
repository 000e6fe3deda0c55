namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>The status subresource and what counts as a generation.</summary>
public sealed class StatusTests(ClusterFixture clusters)
{
    private const string WithStatus = """ "subresources":{"status":{}} """;

    [Theory, OnEachCluster]
    public async Task The_object_ignores_its_status_and_the_status_all_but_itself(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: WithStatus);
        var created = await kind.CreateAsync("a", """ "spec":{"size":1} """);

        var status = await space.PutAsync(
            $"{kind.Path}/a/status",
            created.Json.With(value =>
            {
                value["spec"]!["size"] = 9;
                value["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["l"] = "v" };
                value["status"] = new System.Text.Json.Nodes.JsonObject { ["ready"] = true };
            })
        );
        var spec = await space.PutAsync(
            $"{kind.Path}/a",
            status
                .Expect(200)
                .Json.With(value =>
                {
                    value["spec"]!["size"] = 2;
                    value["status"]!["ready"] = false;
                })
        );

        Assert.Equal("1", status.Text("spec", "size"));
        Assert.Null(status.Node("metadata", "labels"));
        Assert.Equal("true", status.Text("status", "ready"));
        Assert.Equal("1", status.Text("metadata", "generation"));
        Assert.Equal("2", spec.Expect(200).Text("spec", "size"));
        Assert.Equal("true", spec.Text("status", "ready"));
        Assert.Equal("2", spec.Text("metadata", "generation"));
    }

    [Theory, OnEachCluster]
    public async Task Patches_keep_to_their_part(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: WithStatus);
        await kind.CreateAsync("a", """ "spec":{"size":1} """);

        var status = await space.MergeAsync($"{kind.Path}/a/status", """{"spec":{"size":9},"status":{"ready":true}}""");
        var spec = await space.MergeAsync($"{kind.Path}/a", """{"spec":{"size":2},"status":{"ready":false}}""");

        Assert.Equal("1", status.Expect(200).Text("spec", "size"));
        Assert.Equal("true", status.Text("status", "ready"));
        Assert.Equal("2", spec.Expect(200).Text("spec", "size"));
        Assert.Equal("true", spec.Text("status", "ready"));
    }

    [Theory, OnEachCluster]
    public async Task A_status_of_an_older_version_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: WithStatus);
        var created = await kind.CreateAsync("a");
        await space.MergeAsync($"{kind.Path}/a", """{"spec":{"size":2}}""");

        var refused = await space.PutAsync($"{kind.Path}/a/status", created.Json);

        refused.ExpectFailure(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on widgets.{kind.Group} \"a\": the object has been modified; please apply your changes to the latest version and try again"
        );
    }

    [Theory, OnEachCluster]
    public async Task A_kind_without_status_subresource_has_none(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        var created = await kind.CreateAsync("a", """ "status":{"ready":true} """);

        var custom = await space.GetAsync($"{kind.Path}/a/status");
        var builtIn = await space.GetAsync($"{space.ConfigMaps}/a/status");

        Assert.Equal("true", created.Text("status", "ready"));
        custom.Expect(404);
        builtIn.ExpectFailure(404, "NotFound", "the server could not find the requested resource");
    }

    [Theory, OnEachCluster]
    public async Task The_status_can_be_read_by_itself_and_shows_the_whole_object(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: WithStatus);
        var created = await kind.CreateAsync("a", """ "spec":{"size":1} """);

        var found = await space.GetAsync($"{kind.Path}/a/status");

        Assert.Equal("Widget", found.Expect(200).Text("kind"));
        Assert.Equal("1", found.Text("spec", "size"));
        Assert.Equal(created.ResourceVersion, found.ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task Only_what_is_wanted_makes_a_generation(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, version: WithStatus);
        await kind.CreateAsync("a", """ "spec":{"size":1} """);

        var labelled = await space.MergeAsync($"{kind.Path}/a", """{"metadata":{"labels":{"l":"v"}}}""");
        var reported = await space.MergeAsync($"{kind.Path}/a/status", """{"status":{"ready":true}}""");
        var resized = await space.MergeAsync($"{kind.Path}/a", """{"spec":{"size":2}}""");
        var other = await space.MergeAsync($"{kind.Path}/a", """{"other":{"x":1}}""");

        Assert.Equal("1", labelled.Expect(200).Text("metadata", "generation"));
        Assert.Equal("1", reported.Expect(200).Text("metadata", "generation"));
        Assert.Equal("2", resized.Expect(200).Text("metadata", "generation"));
        Assert.Equal("3", other.Expect(200).Text("metadata", "generation"));
    }

    [Theory, OnEachCluster]
    public async Task Without_status_subresource_the_status_is_wanted_too(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        var changed = await space.MergeAsync($"{kind.Path}/a", """{"status":{"ready":true}}""");

        Assert.Equal("2", changed.Expect(200).Text("metadata", "generation"));
        Assert.Equal("true", changed.Text("status", "ready"));
    }

    [Theory, OnEachCluster]
    public async Task A_built_in_kind_counts_its_generations_too(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = space.In("deployments", "apps/v1");
        // Paused and without replicas, so that no controller makes anything of it.
        var created = await space.CreateAsync(
            path,
            """
            {"metadata":{"name":"a"},"spec":{"paused":true,"replicas":0,"selector":{"matchLabels":{"app":"a"}},
             "template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """
        );

        var changed = await space.MergeAsync($"{path}/a", """{"spec":{"minReadySeconds":3},"status":{"replicas":9}}""");

        Assert.Equal("1", created.Text("metadata", "generation"));
        Assert.Equal("2", changed.Expect(200).Text("metadata", "generation"));
        Assert.NotEqual("9", changed.Text("status", "replicas"));
    }
}
