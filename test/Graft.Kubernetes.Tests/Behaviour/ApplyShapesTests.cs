using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Server-side apply on lists, maps and subresources, as the schema of the kind shapes them.</summary>
public sealed class ApplyShapesTests(ClusterFixture clusters)
{
    private const string Schema = """
        "spec":{"type":"object","properties":{
          "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],
            "items":{"type":"object","required":["port"],"properties":{"port":{"type":"integer"},
              "protocol":{"type":"string","default":"TCP"},"name":{"type":"string"},"note":{"type":"string"}}}},
          "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "words":{"type":"array","x-kubernetes-list-type":"atomic","items":{"type":"string"}},
          "map":{"type":"object","additionalProperties":{"type":"string"}},
          "whole":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}}}},
        "status":{"type":"object","properties":{"phase":{"type":"string"},"size":{"type":"integer"}}}
        """;

    private const string Version = """ "subresources":{"status":{}} """;

    [Theory, OnEachCluster]
    public async Task Items_of_a_keyed_list_have_owners_of_their_own(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"ports":[{"port":80,"name":"x"},{"port":81}]}""");

        var both = await ApplyAsync(space, kind, "second", """{"ports":[{"port":82},{"port":80,"note":"n"}]}""");
        var left = await ApplyAsync(space, kind, "first", """{"ports":[{"port":81}]}""");

        Assert.Equal(["80", "81", "82"], Ports(both.Expect(200)).Order());
        Assert.Equal(
            """
            {"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:note":{},"f:port":{}},"k:{\"port\":82,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}
            """.Trim(),
            ApplyTests.FieldsOf(both, "second")
        );
        Assert.Equal(["80", "81", "82"], Ports(left.Expect(200)).Order());
        var shared = left.Node("spec", "ports")!.AsArray().Single(port => port.Text("port") == "80");
        Assert.Null(shared!["name"]);
        Assert.Equal("n", shared.Text("note"));
    }

    [Theory, OnEachCluster]
    public async Task A_field_within_an_item_conflicts(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"ports":[{"port":80,"name":"x"}]}""");

        var refused = await ApplyAsync(space, kind, "second", """{"ports":[{"port":80,"name":"y"}]}""");

        refused.ExpectFailure(
            409,
            "Conflict",
            "Apply failed with 1 conflict: conflict with \"first\": .spec.ports[port=80,protocol=\"TCP\"].name"
        );
    }

    [Theory, OnEachCluster]
    public async Task Values_of_a_set_have_owners_of_their_own(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"tags":["x","y"]}""");

        var both = await ApplyAsync(space, kind, "second", """{"tags":["y","z"]}""");
        var left = await ApplyAsync(space, kind, "first", """{"tags":[]}""");

        Assert.Equal(["x", "y", "z"], Values(both.Expect(200), "tags").Order());
        Assert.Equal(
            """
            {"f:spec":{"f:tags":{"v:\"y\"":{},"v:\"z\"":{}}}}
            """.Trim(),
            ApplyTests.FieldsOf(both, "second")
        );
        Assert.Equal(["y", "z"], Values(left.Expect(200), "tags").Order());
    }

    [Theory, OnEachCluster]
    public async Task An_atomic_list_and_map_have_one_owner(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"words":["a","b"],"whole":{"k":"v"}}""");

        var refused = await ApplyAsync(space, kind, "second", """{"words":["c"],"whole":{"l":"w"}}""");
        var forced = await ApplyAsync(space, kind, "second", """{"words":["c"],"whole":{"l":"w"}}""", force: true);

        refused.ExpectFailure(
            409,
            "Conflict",
            "Apply failed with 2 conflicts: conflicts with \"first\":\n- .spec.whole\n- .spec.words"
        );
        Assert.Equal(["c"], Values(forced.Expect(200), "words"));
        Assert.Equal("""{"l":"w"}""", forced.Node("spec", "whole")!.ToJsonString());
    }

    [Theory, OnEachCluster]
    public async Task Keys_of_a_map_have_owners_of_their_own(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"map":{"k":"v","l":"w"}}""");

        var both = await ApplyAsync(space, kind, "second", """{"map":{"m":"x"}}""");
        var left = await ApplyAsync(space, kind, "first", """{"map":{"k":"v"}}""");

        Assert.Equal("""{"f:spec":{"f:map":{"f:m":{}}}}""", ApplyTests.FieldsOf(both.Expect(200), "second"));
        Assert.Equal(["k", "m"], left.Expect(200).Node("spec", "map")!.AsObject().Select(member => member.Key).Order());
    }

    [Theory, OnEachCluster]
    public async Task The_status_is_applied_through_its_subresource(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"map":{"k":"v"}}""");

        var applied = await space.ApplyAsync(
            $"{kind.Path}/a/status",
            "reporter",
            kind.Body("a", """ "status":{"phase":"Ready"} """)
        );
        var refused = await space.ApplyAsync(
            $"{kind.Path}/a/status",
            "other",
            kind.Body("a", """ "status":{"phase":"Gone"} """)
        );
        var missing = await space.ApplyAsync(
            $"{kind.Path}/b/status",
            "reporter",
            kind.Body("b", """ "status":{"phase":"Ready"} """)
        );

        Assert.Equal("Ready", applied.Expect(200).Text("status", "phase"));
        Assert.Equal("v", applied.Text("spec", "map", "k"));
        Assert.Equal("status", ApplyTests.Entry(applied, "reporter").Text("subresource"));
        Assert.Equal("""{"f:status":{"f:phase":{}}}""", ApplyTests.FieldsOf(applied, "reporter"));
        refused.ExpectFailure(
            409,
            "Conflict",
            "Apply failed with 1 conflict: conflict with \"reporter\" with subresource \"status\": .status.phase"
        );
        missing.ExpectFailure(404, "NotFound");
    }

    [Theory, OnEachCluster]
    public async Task The_spec_of_a_status_apply_is_nobodys(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space, Schema, Version);
        await ApplyAsync(space, kind, "first", """{"map":{"k":"v"}}""");

        var applied = await space.ApplyAsync(
            $"{kind.Path}/a/status",
            "reporter",
            kind.Body("a", """ "spec":{"map":{"k":"other"}},"status":{"phase":"Ready"} """)
        );

        Assert.Equal("v", applied.Expect(200).Text("spec", "map", "k"));
        Assert.Equal("""{"f:status":{"f:phase":{}}}""", ApplyTests.FieldsOf(applied, "reporter"));
    }

    [Theory, OnEachCluster]
    public async Task Managers_can_be_reset_and_begin_anew_with_the_first_apply(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = $"{space.ConfigMaps}/a";
        await space.ConfigMapAsync("a", data: """{"k":"1"}""");

        var reset = await space.MergeAsync(path, """{"metadata":{"managedFields":[{}]}}""");
        var updated = await space.MergeAsync($"{path}?fieldManager=editor", """{"data":{"l":"1"}}""");
        var refused = await space.ApplyAsync(
            path,
            "first",
            """{"apiVersion":"v1","kind":"ConfigMap","data":{"k":"2"}}"""
        );
        var applied = await space.ApplyAsync(
            path,
            "first",
            """{"apiVersion":"v1","kind":"ConfigMap","data":{"k":"1"}}"""
        );

        Assert.Null(reset.Expect(200).Node("metadata", "managedFields"));
        Assert.Null(updated.Expect(200).Node("metadata", "managedFields"));
        refused.ExpectFailure(
            409,
            "Conflict",
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.k"
        );
        Assert.Equal(
            ["before-first-apply", "first"],
            applied
                .Expect(200)
                .Node("metadata", "managedFields")!
                .AsArray()
                .Select(entry => entry.Text("manager"))
                .Order()
        );
    }

    [Theory, OnEachCluster]
    public async Task Whoever_applied_from_the_client_does_not_conflict_with_itself(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = $"{space.ConfigMaps}/a";
        // What kubectl apply leaves behind before it changes over to server-side apply.
        (
            await space.PostAsync(
                $"{space.ConfigMaps}?fieldManager=kubectl-client-side-apply",
                """
                {"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":
                  "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}"}},
                 "data":{"k":"1"}}
                """
            )
        ).Expect(201);
        const string Body = """{"apiVersion":"v1","kind":"ConfigMap","data":{"k":"2"}}""";

        var other = await space.ApplyAsync(path, "someone", Body);
        var kubectl = await space.ApplyAsync(path, "kubectl", Body);

        other.ExpectFailure(409, "Conflict");
        Assert.Equal("2", kubectl.Expect(200).Text("data", "k"));
    }

    [Theory, OnEachCluster]
    public async Task A_built_in_kind_merges_its_lists_by_key_too(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var path = $"{space.In("podtemplates")}/t";

        await ApplyTemplateAsync("first", """{"name":"a","image":"i","env":[{"name":"ONE","value":"1"}]}""");
        await ApplyTemplateAsync("second", """{"name":"b","image":"i"}""");
        var applied = await ApplyTemplateAsync("second", """{"name":"a","env":[{"name":"TWO","value":"2"}]}""");

        var container = applied.Node("template", "spec", "containers")!.AsArray().Single()!.AsObject();
        Assert.Equal("i", container.Text("image"));
        Assert.Equal(["ONE", "TWO"], container["env"]!.AsArray().Select(item => item.Text("name")).Order());

        async Task<Answer> ApplyTemplateAsync(string manager, string item)
        {
            var answer = await space.ApplyAsync(
                path,
                manager,
                $$$$"""{"apiVersion":"v1","kind":"PodTemplate","template":{"spec":{"containers":[{{{{item}}}}]}}}"""
            );
            Assert.InRange(answer.Code, 200, 201);
            return answer;
        }
    }

    private static Task<Answer> ApplyAsync(
        Space space,
        CustomKind kind,
        string manager,
        string spec,
        bool force = false
    ) => space.ApplyAsync($"{kind.Path}/a", manager, kind.Body("a", $"\"spec\":{spec}"), force);

    private static IEnumerable<string> Ports(Answer answer) =>
        answer.Node("spec", "ports")!.AsArray().Select(port => port.Text("port"));

    private static IEnumerable<string> Values(Answer answer, string list) =>
        (answer.Node("spec", list) as JsonArray ?? []).Select(value => value!.ToString());
}
