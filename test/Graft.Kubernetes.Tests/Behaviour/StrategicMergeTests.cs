using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Strategic merge patches and their directives, on PodTemplates, which no controller looks at.</summary>
public sealed class StrategicMergeTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task Items_of_a_list_are_merged_by_their_key(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(
            space,
            path,
            """{"containers":[{"name":"a","image":"new","env":[{"name":"TWO","value":"2"}]},{"name":"c","image":"i"}]}"""
        );

        Assert.Equal(["a", "b", "c"], Names(patched, "containers").Order());
        var first = Item(patched, "containers", "a");
        Assert.Equal("new", first.Text("image"));
        Assert.Equal(["ONE", "TWO"], first["env"]!.AsArray().Select(item => item.Text("name")).Order());
    }

    [Theory, OnEachCluster]
    public async Task An_item_is_deleted_by_its_key(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(space, path, """{"containers":[{"$patch":"delete","name":"b"}]}""");

        Assert.Equal(["a"], Names(patched, "containers"));
    }

    [Theory, OnEachCluster]
    public async Task A_list_is_replaced_whole_on_request(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(
            space,
            path,
            """{"containers":[{"$patch":"replace"},{"name":"z","image":"i"}]}"""
        );

        Assert.Equal(["z"], Names(patched, "containers"));
    }

    [Theory, OnEachCluster]
    public async Task A_map_is_replaced_whole_on_request(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var replaced = await PatchAsync(space, path, """{"nodeSelector":{"$patch":"replace","only":"this"}}""");
        var merged = await PatchAsync(space, path, """{"nodeSelector":{"more":"too","only":null}}""");

        Assert.Equal("""{"only":"this"}""", replaced.Node("template", "spec", "nodeSelector")!.ToJsonString());
        Assert.Equal("""{"more":"too"}""", merged.Node("template", "spec", "nodeSelector")!.ToJsonString());
    }

    [Theory, OnEachCluster]
    public async Task An_order_is_given_by_the_keys(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(
            space,
            path,
            """
            {"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],
             "containers":[{"name":"c","image":"i"}]}
            """
        );

        Assert.Equal(["c", "b", "a"], Names(patched, "containers"));
    }

    [Theory, OnEachCluster]
    public async Task Keys_that_are_not_retained_go(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(
            space,
            path,
            """{"volumes":[{"name":"v","$retainKeys":["name","secret"],"secret":{"secretName":"s"}}]}"""
        );

        var volume = Item(patched, "volumes", "v");
        Assert.Null(volume["emptyDir"]);
        Assert.Equal("s", volume.Text("secret", "secretName"));
    }

    [Theory, OnEachCluster]
    public async Task Values_are_added_to_a_set_and_taken_from_it(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", """ "finalizers":["example.com/a","example.com/b"] """);

        var added = await space.StrategicAsync(
            $"{space.ConfigMaps}/a",
            """{"metadata":{"finalizers":["example.com/c"]}}"""
        );
        var taken = await space.StrategicAsync(
            $"{space.ConfigMaps}/a",
            """{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/a","example.com/c"]}}"""
        );

        Assert.Equal(["example.com/a", "example.com/b", "example.com/c"], Finalizers(added.Expect(200)).Order());
        Assert.Equal(["example.com/b"], Finalizers(taken.Expect(200)));
    }

    [Theory, OnEachCluster]
    public async Task A_list_without_key_is_replaced(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(space, path, """{"containers":[{"name":"a","args":["three"]}]}""");

        Assert.Equal("""["three"]""", Item(patched, "containers", "a")["args"]!.ToJsonString());
    }

    [Theory, OnEachCluster]
    public async Task Null_removes_a_member(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = await TemplateAsync(space);

        var patched = await PatchAsync(space, path, """{"nodeSelector":null,"containers":[{"name":"a","env":null}]}""");

        Assert.Null(patched.Node("template", "spec", "nodeSelector"));
        Assert.Null(Item(patched, "containers", "a")["env"]);
    }

    private static async Task<string> TemplateAsync(Space space)
    {
        var path = space.In("podtemplates");
        await space.CreateAsync(
            path,
            """
            {"metadata":{"name":"t"},"template":{"metadata":{"labels":{"app":"x"}},"spec":{
              "nodeSelector":{"disk":"fast","zone":"a"},
              "volumes":[{"name":"v","emptyDir":{}}],
              "containers":[{"name":"a","image":"i","args":["one","two"],"env":[{"name":"ONE","value":"1"}]},
                            {"name":"b","image":"i"}]}}}
            """
        );
        return $"{path}/t";
    }

    private static async Task<Answer> PatchAsync(Space space, string path, string podSpec) =>
        (await space.StrategicAsync(path, $$$"""{"template":{"spec":{{{podSpec}}} }}""")).Expect(200);

    private static IEnumerable<string> Names(Answer answer, string list) =>
        answer.Node("template", "spec", list)!.AsArray().Select(item => item.Text("name"));

    private static JsonObject Item(Answer answer, string list, string name) =>
        answer
            .Node("template", "spec", list)!
            .AsArray()
            .Select(item => item!.AsObject())
            .Single(item => item.Text("name") == name);

    private static IEnumerable<string> Finalizers(Answer answer) =>
        answer.Node("metadata", "finalizers")!.AsArray().Select(item => item!.ToString());
}
