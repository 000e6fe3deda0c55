using System.Globalization;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Reading one object and many, and which state is read.</summary>
public sealed class ListTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task A_list_has_a_kind_and_a_version_of_its_own(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.SecretAsync("a");

        var list = (await space.GetAsync(space.Secrets)).Expect(200);

        Assert.Equal("SecretList", list.Text("kind"));
        Assert.Equal("v1", list.Text("apiVersion"));
        Assert.Equal(["a"], list.ItemNames);
        Assert.True(Version(list) >= Version(created));
        Assert.Equal(created.ResourceVersion, list.Text("items", 0, "metadata", "resourceVersion"));
    }

    [Theory, OnEachCluster]
    public async Task An_empty_list_has_items(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var list = (await space.GetAsync(space.Secrets)).Expect(200);

        Assert.IsType<JsonArray>(list.Node("items"));
        Assert.NotEmpty(list.ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task A_list_of_a_namespace_that_is_not_there_is_empty(Target on)
    {
        var api = await clusters.ApiAsync(on);

        var list = (await api.GetAsync("/api/v1/namespaces/behaviour-nowhere/secrets")).Expect(200);

        Assert.Empty(list.Items);
    }

    [Theory, OnEachCluster]
    public async Task A_list_of_the_cluster_crosses_namespaces(Target on)
    {
        await using var one = await clusters.SpaceAsync(on);
        await using var two = await clusters.SpaceAsync(on);
        var labels = $$$"""
            "labels":{"suite":"{{{one.Name}}}"}
            """;
        await one.SecretAsync("a", labels);
        await two.SecretAsync("a", labels);

        var list = (await one.GetAsync($"{Space.All("secrets")}?labelSelector=suite={one.Name}")).Expect(200);

        Assert.Equal(
            new[] { one.Name, two.Name }.Order(),
            list.Items.Select(item => item.Text("metadata", "namespace")).Order()
        );
    }

    [Theory, OnEachCluster]
    public async Task What_is_not_there_is_not_found(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var missing = await space.GetAsync($"{space.Secrets}/a");

        missing.ExpectFailure(404, "NotFound", "secrets \"a\" not found");
        Assert.Equal("secrets", missing.Text("details", "kind"));
        Assert.Equal("a", missing.Text("details", "name"));
    }

    [Theory]
    [OnEachCluster("resourceVersion=0")]
    [OnEachCluster("resourceVersion=0&resourceVersionMatch=NotOlderThan")]
    [OnEachCluster("resourceVersion=%RV%")]
    [OnEachCluster("resourceVersion=%RV%&resourceVersionMatch=NotOlderThan")]
    [OnEachCluster("resourceVersion=%RV%&resourceVersionMatch=NotOlderThan&limit=10")]
    public async Task A_list_is_at_least_as_new_as_it_is_asked_to_be(Target on, string query)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.SecretAsync("a");
        query = query.Replace("%RV%", created.ResourceVersion, StringComparison.Ordinal);

        var list = await space.EventuallyAsync($"{space.Secrets}?{query}", list => list.ItemNames.Contains("a"));

        Assert.NotEmpty(list.ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task An_exact_version_shows_the_state_of_then(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        var then = await space.SecretAsync("b", """ "labels":{"age":"old"} """);
        await space.SecretAsync("c");
        await space.MergeAsync($"{space.Secrets}/b", """{"metadata":{"labels":{"age":"new"}}}""");
        await space.DeleteAsync($"{space.Secrets}/a");

        var list = (
            await space.GetAsync($"{space.Secrets}?resourceVersion={then.ResourceVersion}&resourceVersionMatch=Exact")
        ).Expect(200);

        Assert.Equal(["a", "b"], list.ItemNames.Order());
        Assert.Equal(then.ResourceVersion, list.ResourceVersion);
        Assert.Equal(
            "old",
            list.Items.Single(item => item.Text("metadata", "name") == "b").Text("metadata", "labels", "age")
        );
    }

    [Theory]
    [OnEachCluster("secrets")]
    [OnEachCluster("secrets/a")]
    public async Task A_version_that_is_not_reached_yet_times_out(Target on, string what)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        var future = Version((await space.GetAsync(space.Secrets)).Expect(200)) + 1_000_000_000;

        var refused = await space.GetAsync($"{space.In(what)}?resourceVersion={future}");

        refused.ExpectFailure(504, "Timeout");
        Assert.StartsWith($"Timeout: Too large resource version: {future}, current: ", refused.Message);
        Assert.Equal("ResourceVersionTooLarge", refused.Causes.Single().Text("reason"));
        Assert.Equal("Too large resource version", refused.Causes.Single().Text("message"));
    }

    [Theory]
    [OnEachCluster(
        "resourceVersionMatch=Exact",
        "resourceVersionMatch",
        "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"
    )]
    [OnEachCluster(
        "resourceVersionMatch=Exact&resourceVersion=0",
        "resourceVersionMatch",
        "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""
    )]
    [OnEachCluster(
        "resourceVersionMatch=Sometimes&resourceVersion=1",
        "resourceVersionMatch",
        "Unsupported value: \"Sometimes\": supported values: "
    )]
    [OnEachCluster("sendInitialEvents=true", "sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list")]
    public async Task Options_that_contradict_each_other_are_invalid(Target on, string query, string field, string body)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.GetAsync($"{space.Secrets}?{query}");

        refused.ExpectFailure(422, "Invalid");
        Assert.StartsWith($"ListOptions.meta.k8s.io \"\" is invalid: {field}: {body}", refused.Message);
        Assert.Contains(refused.Causes, cause => cause.Text("field") == field);
    }

    [Theory]
    [OnEachCluster("limit=many", "strconv.ParseInt: parsing \"many\": invalid syntax")]
    [OnEachCluster("timeoutSeconds=1s", "strconv.ParseInt: parsing \"1s\": invalid syntax")]
    public async Task A_number_must_be_one(Target on, string query, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.GetAsync($"{space.Secrets}?{query}");

        refused.ExpectFailure(400, "BadRequest");
        Assert.Contains(message, refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task An_object_is_read_as_it_was_written(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var created = await space.ConfigMapAsync(
            "a",
            """ "annotations":{"n":"ü \" \\ \u0001 😀"} """,
            """{"k":"</script>&"}"""
        );

        var found = (await space.GetAsync($"{space.ConfigMaps}/a")).Expect(200);

        Assert.Equal(created.Json.ToJsonString(), found.Json.ToJsonString());
        Assert.Equal("ü \" \\ \u0001 😀", found.Text("metadata", "annotations", "n"));
        Assert.Equal("</script>&", found.Text("data", "k"));
        Assert.StartsWith("application/json", found.ContentType);
    }

    private static ulong Version(Answer answer) => ulong.Parse(answer.ResourceVersion, CultureInfo.InvariantCulture);
}
