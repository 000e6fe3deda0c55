namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Events, which two groups show in their own words.</summary>
public sealed class EventTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task What_one_group_writes_the_other_shows(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var core = await CoreEventAsync(space, "a");
        var modern = await space.CreateAsync(
            space.In("events", "events.k8s.io/v1"),
            $$$"""
            {"metadata":{"name":"b"},"eventTime":"2026-01-02T03:04:05.000006Z","reportingController":"example.com/c",
             "reportingInstance":"c-1","action":"Acted","reason":"Because","type":"Normal","note":"words",
             "regarding":{"kind":"ConfigMap","namespace":"{{{space.Name}}}","name":"x"} }
            """
        );

        var seen = (await space.GetAsync($"{space.In("events", "events.k8s.io/v1")}/a")).Expect(200);
        var back = (await space.GetAsync($"{space.In("events")}/b")).Expect(200);

        Assert.Equal("events.k8s.io/v1", seen.Text("apiVersion"));
        Assert.Equal(core.Uid, seen.Uid);
        Assert.Equal(core.ResourceVersion, seen.ResourceVersion);
        Assert.Equal("words", seen.Text("note"));
        Assert.Equal("x", seen.Text("regarding", "name"));
        Assert.Equal("3", seen.Text("deprecatedCount"));
        Assert.Equal("part", seen.Text("deprecatedSource", "component"));
        Assert.Equal("2026-01-02T03:04:05Z", seen.Text("deprecatedFirstTimestamp"));
        Assert.Equal("v1", back.Text("apiVersion"));
        Assert.Equal(modern.Uid, back.Uid);
        Assert.Equal("words", back.Text("message"));
        Assert.Equal("x", back.Text("involvedObject", "name"));
        Assert.Equal("example.com/c", back.Text("reportingComponent"));
        Assert.Equal("c-1", back.Text("reportingInstance"));
        Assert.Equal("2026-01-02T03:04:05.000006Z", back.Text("eventTime"));
        Assert.Null(back.Node("note"));
        Assert.Null(back.Node("regarding"));
    }

    [Theory, OnEachCluster]
    public async Task Both_groups_list_watch_and_delete_the_same_events(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var modern = space.In("events", "events.k8s.io/v1");
        var created = await CoreEventAsync(space, "a");

        var list = await space.GetAsync(modern);
        await using var watch = await space.WatchAsync($"{modern}?resourceVersion={created.ResourceVersion}");
        await CoreEventAsync(space, "b");
        await space.MergeAsync($"{modern}/a", """{"metadata":{"labels":{"l":"v"}}}""");
        await space.DeleteAsync($"{modern}/b");
        var left = await space.GetAsync(space.In("events"));

        Assert.Equal("EventList", list.Expect(200).Text("kind"));
        Assert.Equal(["a"], list.ItemNames);
        var added = await watch.ExpectAsync("ADDED", "b");
        var changed = await watch.ExpectAsync("MODIFIED", "a");
        await watch.ExpectAsync("DELETED", "b");
        Assert.Equal("words", added.Text("note"));
        Assert.Equal("events.k8s.io/v1", added.Text("apiVersion"));
        Assert.Equal("v", changed.Text("metadata", "labels", "l"));
        Assert.Equal(["a"], left.ItemNames);
        Assert.Equal("words", left.Items.Single().Text("message"));
    }

    [Theory]
    [OnEachCluster("involvedObject.name=x", "a")]
    [OnEachCluster("involvedObject.name=y", "")]
    [OnEachCluster("involvedObject.kind=ConfigMap,reason=Because", "a")]
    [OnEachCluster("type=Warning", "")]
    [OnEachCluster("source=part", "a")]
    public async Task Events_are_chosen_by_what_they_are_about(Target on, string selector, string expected)
    {
        await using var space = await clusters.SpaceAsync(on);
        await CoreEventAsync(space, "a");

        var list = await space.GetAsync($"{space.In("events")}?fieldSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(expected, string.Join(' ', list.Expect(200).ItemNames));
    }

    [Theory, OnEachCluster]
    public async Task An_event_lives_in_the_namespace_of_its_object(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.In("events"),
            """{"metadata":{"name":"a"},"involvedObject":{"kind":"ConfigMap","namespace":"other","name":"x"}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "involvedObject.namespace");
        Assert.Equal(
            "Event \"a\" is invalid: involvedObject.namespace: Invalid value: \"other\": does not match event.namespace",
            refused.Message
        );
    }

    [Theory, OnEachCluster]
    public async Task The_newer_group_wants_more(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.PostAsync(
            space.In("events", "events.k8s.io/v1"),
            $$$"""
            {"metadata":{"name":"a"},"regarding":{"kind":"ConfigMap","namespace":"{{{space.Name}}}","name":"x"},"type":"Odd"}
            """
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueRequired", "eventTime");
        refused.ExpectCause("FieldValueInvalid", "type");
    }

    [Theory, OnEachCluster]
    public async Task The_newer_group_changes_only_the_series(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await CoreEventAsync(space, "a");
        var modern = $"{space.In("events", "events.k8s.io/v1")}/a";

        var refused = await space.MergeAsync(modern, """{"note":"other words"}""");
        var counted = await space.MergeAsync(
            modern,
            """{"series":{"count":2,"lastObservedTime":"2026-01-02T03:04:05.000007Z"}}"""
        );

        refused.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "message");
        Assert.Equal("2", counted.Expect(200).Text("series", "count"));
    }

    private static Task<Answer> CoreEventAsync(Space space, string name) =>
        space.CreateAsync(
            space.In("events"),
            $$$"""
            {"metadata":{"name":"{{{name}}}"},"reason":"Because","message":"words","type":"Normal","count":3,
             "source":{"component":"part"},"firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:04:05Z",
             "involvedObject":{"kind":"ConfigMap","namespace":"{{{space.Name}}}","name":"x"} }
            """
        );
}
