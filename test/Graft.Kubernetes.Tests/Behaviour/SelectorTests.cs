namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Label and field selectors of lists.</summary>
public sealed class SelectorTests(ClusterFixture clusters)
{
    [Theory]
    [OnEachCluster("app=x", "a")]
    [OnEachCluster("app==x", "a")]
    [OnEachCluster("app!=x", "b c")]
    [OnEachCluster("app in (x,y)", "a b")]
    [OnEachCluster("app in (z)", "")]
    [OnEachCluster("app notin (x)", "b c")]
    [OnEachCluster("app", "a b")]
    [OnEachCluster("!app", "c")]
    [OnEachCluster("size>5", "b")]
    [OnEachCluster("size<5", "a")]
    [OnEachCluster("size>1,app", "a b")]
    [OnEachCluster("app in (x,y),size<9", "a")]
    [OnEachCluster("app=", "")]
    [OnEachCluster("app in (x,)", "a")]
    [OnEachCluster("  app  =  x  ", "a")]
    [OnEachCluster("example.com/tier=front", "c")]
    public async Task Labels_choose(Target on, string selector, string expected)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a", """ "labels":{"app":"x","size":"2"} """);
        await space.SecretAsync("b", """ "labels":{"app":"y","size":"10"} """);
        await space.SecretAsync("c", """ "labels":{"example.com/tier":"front","size":"many"} """);

        var list = await space.GetAsync($"{space.Secrets}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(expected, string.Join(' ', list.Expect(200).ItemNames.Order()));
    }

    [Theory]
    [OnEachCluster("((", "unable to parse requirement: ")]
    [OnEachCluster("a===b", "unable to parse requirement: ")]
    [OnEachCluster("a b", "unable to parse requirement: ")]
    [OnEachCluster("a in x", "unable to parse requirement: ")]
    [OnEachCluster("-bad-=b", "name part must consist of alphanumeric characters")]
    [OnEachCluster("a=not ok", "unable to parse requirement: ")]
    [OnEachCluster("a=-b", "a valid label must be an empty string or consist of")]
    [OnEachCluster("a>x", "for 'Gt', 'Lt' operators, the value must be an integer")]
    public async Task A_label_selector_that_cannot_be_read_is_refused(Target on, string selector, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.GetAsync($"{space.Secrets}?labelSelector={Uri.EscapeDataString(selector)}");

        refused.ExpectFailure(400, "BadRequest");
        Assert.Contains(message, refused.Message);
    }

    [Theory]
    [OnEachCluster("metadata.name=b", "b")]
    [OnEachCluster("metadata.name==b", "b")]
    [OnEachCluster("metadata.name!=b", "a c")]
    [OnEachCluster("metadata.name!=a,metadata.name!=c", "b")]
    [OnEachCluster("metadata.name=nobody", "")]
    [OnEachCluster("metadata.namespace=%NS%", "a b c")]
    [OnEachCluster("metadata.namespace=other", "")]
    [OnEachCluster("type=example.com/c", "c")]
    [OnEachCluster("type!=example.com/c", "a b")]
    public async Task Fields_choose(Target on, string selector, string expected)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        await space.SecretAsync("b");
        await space.CreateAsync(space.Secrets, """{"metadata":{"name":"c"},"type":"example.com/c"}""");
        selector = selector.Replace("%NS%", space.Name, StringComparison.Ordinal);

        var list = await space.GetAsync($"{space.Secrets}?fieldSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(expected, string.Join(' ', list.Expect(200).ItemNames.Order()));
    }

    [Theory]
    [OnEachCluster(
        "configmaps",
        "data.k=v",
        "\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
    )]
    [OnEachCluster("secrets", "data.k=v", "field label not supported: data.k")]
    [OnEachCluster("secrets", "nonsense", "invalid selector: 'nonsense'; can't understand 'nonsense'")]
    public async Task A_field_selector_that_cannot_be_served_is_refused(
        Target on,
        string plural,
        string selector,
        string message
    )
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.GetAsync($"{space.In(plural)}?fieldSelector={Uri.EscapeDataString(selector)}");

        refused.ExpectFailure(400, "BadRequest", message);
    }

    [Theory, OnEachCluster]
    public async Task Custom_kinds_are_chosen_by_name_alone(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");
        await kind.CreateAsync("b");

        var found = await space.GetAsync($"{kind.Path}?fieldSelector=metadata.name%3Db");
        var refused = await space.GetAsync($"{kind.Path}?fieldSelector=spec.x%3Db");

        Assert.Equal(["b"], found.Expect(200).ItemNames);
        refused.ExpectFailure(400, "BadRequest", "field label not supported: spec.x");
    }
}
