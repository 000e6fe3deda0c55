using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>The forms in which objects can be had: tables, metadata alone, YAML.</summary>
public sealed class ViewTests(ClusterFixture clusters)
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private const string MetadataList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    [Theory, OnEachCluster]
    public async Task A_table_has_a_row_per_object(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        var table = (await space.GetAsync(space.Secrets, Table)).Expect(200);

        Assert.Equal("Table", table.Text("kind"));
        Assert.Equal("meta.k8s.io/v1", table.Text("apiVersion"));
        Assert.NotEmpty(table.ResourceVersion);
        Assert.Equal("Name", table.Text("columnDefinitions", 0, "name"));
        Assert.Equal("name", table.Text("columnDefinitions", 0, "format"));
        Assert.Equal("a", table.Text("rows", 0, "cells", 0));
        Assert.Equal(table.Node("columnDefinitions")!.AsArray().Count, table.Node("rows", 0, "cells")!.AsArray().Count);
        Assert.Equal("PartialObjectMetadata", table.Text("rows", 0, "object", "kind"));
        Assert.Equal("a", table.Text("rows", 0, "object", "metadata", "name"));
        Assert.Null(table.Node("rows", 0, "object", "type"));
    }

    [Theory, OnEachCluster]
    public async Task A_built_in_kind_has_columns_of_its_own(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var table = (await space.GetAsync(space.Self, Table)).Expect(200);

        Assert.Equal(
            ["Name", "Status", "Age"],
            table.Node("columnDefinitions")!.AsArray().Select(column => column.Text("name"))
        );
        Assert.Equal(space.Name, table.Text("rows", 0, "cells", 0));
        Assert.Equal("Active", table.Text("rows", 0, "cells", 1));
    }

    [Theory]
    [OnEachCluster("None", "")]
    [OnEachCluster("Metadata", "PartialObjectMetadata")]
    [OnEachCluster("Object", "Secret")]
    public async Task A_row_carries_as_much_of_its_object_as_is_asked_for(Target on, string include, string kind)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        var table = (await space.GetAsync($"{space.Secrets}?includeObject={include}", Table)).Expect(200);

        Assert.Equal(kind, table.Text("rows", 0, "object", "kind"));
    }

    [Theory, OnEachCluster]
    public async Task One_object_is_a_table_of_one_row(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        var table = (await space.GetAsync($"{space.Secrets}/a", Table)).Expect(200);

        Assert.Equal("Table", table.Text("kind"));
        Assert.Equal("a", table.Node("rows")!.AsArray().Single().Text("cells", 0));
    }

    [Theory, OnEachCluster]
    public async Task A_table_comes_in_pages_too(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        await space.SecretAsync("b");

        var table = (await space.GetAsync($"{space.Secrets}?limit=1", Table)).Expect(200);

        Assert.Single(table.Node("rows")!.AsArray());
        Assert.NotEmpty(table.Text("metadata", "continue"));
        Assert.Equal("1", table.Text("metadata", "remainingItemCount"));
    }

    [Theory, OnEachCluster]
    public async Task A_watch_tells_rows(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var first = await space.SecretAsync("a");

        await using var watch = await space.WatchAsync(
            $"{space.Secrets}?resourceVersion={first.ResourceVersion}",
            Table
        );
        await space.SecretAsync("b");
        await space.SecretAsync("c");
        var (type, added) = await watch.NextAsync();
        var (_, next) = await watch.NextAsync();

        Assert.Equal("ADDED", type);
        Assert.Equal("Table", added.Text("kind"));
        Assert.Equal("b", added.Text("rows", 0, "cells", 0));
        Assert.Equal("c", next.Text("rows", 0, "cells", 0));
        Assert.NotEmpty(added["columnDefinitions"]!.AsArray());
    }

    [Theory, OnEachCluster]
    public async Task A_custom_kind_has_name_and_age_by_default(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        var table = (await space.GetAsync(kind.Path, Table)).Expect(200);

        Assert.Equal(["Name", "Age"], table.Node("columnDefinitions")!.AsArray().Select(column => column.Text("name")));
        Assert.Equal("a", table.Text("rows", 0, "cells", 0));
    }

    [Theory, OnEachCluster]
    public async Task Metadata_can_be_had_alone(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.ConfigMapAsync("a", """ "labels":{"l":"v"} """, """{"k":"v"}""");

        var one = (await space.GetAsync($"{space.ConfigMaps}/a", Metadata)).Expect(200);
        var list = (await space.GetAsync($"{space.ConfigMaps}?labelSelector=l", MetadataList)).Expect(200);

        Assert.Equal("PartialObjectMetadata", one.Text("kind"));
        Assert.Equal("meta.k8s.io/v1", one.Text("apiVersion"));
        Assert.Equal("v", one.Text("metadata", "labels", "l"));
        Assert.Null(one.Node("data"));
        Assert.Equal("PartialObjectMetadataList", list.Text("kind"));
        Assert.Equal(["a"], list.ItemNames);
        Assert.NotEmpty(list.ResourceVersion);
        Assert.Null(list.Node("items", 0, "data"));
    }

    [Theory, OnEachCluster]
    public async Task Metadata_can_be_watched_alone(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var first = await space.SecretAsync("a");

        await using var watch = await space.WatchAsync(
            $"{space.Secrets}?resourceVersion={first.ResourceVersion}",
            Metadata
        );
        await space.SecretAsync("b");

        var added = await watch.ExpectAsync("ADDED", "b");
        Assert.Equal("PartialObjectMetadata", added.Text("kind"));
        Assert.Null(added["type"]);
    }

    [Theory, OnEachCluster]
    public async Task A_write_answers_in_the_form_that_is_asked_for(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var created = await space.SendAsync(
            "POST",
            space.ConfigMaps,
            """{"metadata":{"name":"a"},"data":{"k":"v"}}""",
            accept: Metadata
        );

        Assert.Equal("PartialObjectMetadata", created.Expect(201).Text("kind"));
    }

    [Theory]
    [OnEachCluster(Table + ",application/json", "Table")]
    [OnEachCluster("application/json;as=Table;v=v9;g=meta.k8s.io,application/json", "SecretList")]
    [OnEachCluster("application/json", "SecretList")]
    [OnEachCluster("*/*", "SecretList")]
    [OnEachCluster("application/*", "SecretList")]
    [OnEachCluster("text/html,application/json;q=0.5", "SecretList")]
    [OnEachCluster(null, "SecretList")]
    public async Task The_first_form_that_can_be_given_is(Target on, string? accept, string kind)
    {
        await using var space = await clusters.SpaceAsync(on);

        var list = await space.GetAsync(space.Secrets, accept);

        Assert.Equal(kind, list.Expect(200).Text("kind"));
    }

    [Theory]
    [OnEachCluster("text/html")]
    [OnEachCluster("application/xml, image/png")]
    [OnEachCluster("application/json;as=Table;v=v9;g=meta.k8s.io")]
    public async Task A_form_that_cannot_be_given_is_not_acceptable(Target on, string accept)
    {
        await using var space = await clusters.SpaceAsync(on);

        var refused = await space.GetAsync(space.Secrets, accept);

        refused.ExpectFailure(406, "NotAcceptable");
        Assert.StartsWith("only the following media types are accepted: application/json", refused.Message);
    }

    [Theory, OnEachCluster]
    public async Task Yaml_can_be_had(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a", """ "annotations":{"n":"yes"} """);

        var one = (await space.GetAsync($"{space.Secrets}/a", "application/yaml")).Expect(200);
        var list = (await space.GetAsync(space.Secrets, "application/yaml")).Expect(200);

        Assert.StartsWith("application/yaml", one.ContentType);
        var read = YamlDocument.Parse(one.Body);
        Assert.Equal("Secret", read.Text("kind"));
        Assert.Equal("yes", read.Text("metadata", "annotations", "n"));
        var items = YamlDocument.Parse(list.Body).At("items") as JsonArray;
        Assert.Equal("a", items.Text(0, "metadata", "name"));
    }
}
