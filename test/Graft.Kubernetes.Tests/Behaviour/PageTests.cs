namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Lists that come in pages.</summary>
public sealed class PageTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task All_pages_show_the_state_of_the_first(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await SecretsAsync(space, "a", "b", "c", "d", "e");

        var first = (await space.GetAsync($"{space.Secrets}?limit=2")).Expect(200);
        await space.DeleteAsync($"{space.Secrets}/e");
        await space.SecretAsync("f");
        var second = await NextAsync(space, first, 2);
        var third = await NextAsync(space, second, 2);

        Assert.Equal(["a", "b"], first.ItemNames);
        Assert.Equal(["c", "d"], second.ItemNames);
        Assert.Equal(["e"], third.ItemNames);
        Assert.Equal("3", first.Text("metadata", "remainingItemCount"));
        Assert.Equal("1", second.Text("metadata", "remainingItemCount"));
        Assert.Null(third.Node("metadata", "remainingItemCount"));
        Assert.Empty(third.Text("metadata", "continue"));
        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
        Assert.Equal(first.ResourceVersion, third.ResourceVersion);
    }

    [Theory, OnEachCluster]
    public async Task A_list_that_fits_has_no_next_page(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await SecretsAsync(space, "a", "b");

        var list = (await space.GetAsync($"{space.Secrets}?limit=2")).Expect(200);

        Assert.Equal(["a", "b"], list.ItemNames);
        Assert.Empty(list.Text("metadata", "continue"));
        Assert.Null(list.Node("metadata", "remainingItemCount"));
    }

    [Theory, OnEachCluster]
    public async Task With_a_selector_the_rest_is_not_counted(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a", """ "labels":{"app":"x"} """);
        await space.SecretAsync("b");
        await space.SecretAsync("c", """ "labels":{"app":"x"} """);

        var first = (await space.GetAsync($"{space.Secrets}?limit=1&labelSelector=app%3Dx")).Expect(200);
        var second = await NextAsync(space, first, 1, "&labelSelector=app%3Dx");

        Assert.Equal(["a"], first.ItemNames);
        Assert.Null(first.Node("metadata", "remainingItemCount"));
        Assert.Equal(["c"], second.ItemNames);
    }

    [Theory, OnEachCluster]
    public async Task The_last_page_may_take_all_that_is_left(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await SecretsAsync(space, "a", "b", "c");

        var first = (await space.GetAsync($"{space.Secrets}?limit=1")).Expect(200);
        var rest = await NextAsync(space, first, 0);

        Assert.Equal(["b", "c"], rest.ItemNames);
    }

    [Theory]
    [OnEachCluster("forged")]
    [OnEachCluster("!!!!")]
    [OnEachCluster("eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ")]
    public async Task A_forged_token_is_refused(Target on, string token)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.GetAsync($"{space.Secrets}?limit=1&continue={token}");

        refused.ExpectFailure(400, "BadRequest");
        Assert.Contains("continue key is not valid", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task A_token_already_says_which_version(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await SecretsAsync(space, "a", "b");
        var first = (await space.GetAsync($"{space.Secrets}?limit=1")).Expect(200);
        var next = Uri.EscapeDataString(first.Text("metadata", "continue"));

        var refused = await space.GetAsync(
            $"{space.Secrets}?limit=1&continue={next}&resourceVersion={first.ResourceVersion}"
        );
        var matched = await space.GetAsync(
            $"{space.Secrets}?limit=1&continue={next}&resourceVersion={first.ResourceVersion}&resourceVersionMatch=Exact"
        );

        refused.ExpectFailure(400, "BadRequest", "specifying resource version is not allowed when using continue");
        matched.ExpectFailure(422, "Invalid");
        Assert.Contains("resourceVersionMatch is forbidden when continue is provided", matched.Message);
    }

    private static async Task SecretsAsync(Space space, params string[] names)
    {
        foreach (var name in names)
        {
            await space.SecretAsync(name);
        }
    }

    private static async Task<Answer> NextAsync(Space space, Answer page, int limit, string more = "") =>
        (
            await space.GetAsync(
                $"{space.Secrets}?limit={limit}&continue={Uri.EscapeDataString(page.Text("metadata", "continue"))}{more}"
            )
        ).Expect(200);
}
