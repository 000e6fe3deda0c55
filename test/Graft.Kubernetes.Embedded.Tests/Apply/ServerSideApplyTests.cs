using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Apply;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Tests.Apply;

public class ServerSideApplyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly ResourceDefinition Definition = new()
    {
        Group = "example.org",
        Version = "v1",
        Kind = "Thing",
        Plural = "things",
        Singular = "thing",
        IsCustom = true,
        Subresources = [SubresourceDefinition.Status],
        Schema = StructuralSchema.Parse(
            Json(
                """
                {"type":"object","properties":{
                  "spec":{"type":"object","properties":{
                    "a":{"type":"string"},"b":{"type":"string"},"n":{"type":"integer"},
                    "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
                    "atomic":{"type":"array","items":{"type":"string"}},
                    "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],
                      "items":{"type":"object","required":["port"],"properties":{
                        "port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"},"name":{"type":"string"},"note":{"type":"string"}}}},
                    "map":{"type":"object","additionalProperties":{"type":"string"}},
                    "whole":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}},
                    "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}
                  }},
                  "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}
                }}
                """
            )
        ),
    };

    [Fact]
    public void The_first_apply_makes_the_object_and_owns_its_fields()
    {
        var created = Merged(Apply(null, """{"a":"1","ports":[{"port":80,"name":"http"}],"map":{"k":"v"}}""", "me"));

        var entry = Assert.Single((JsonArray)created["metadata"]!["managedFields"]!)!;
        AssertJson(
            """
            {"manager":"me","operation":"Apply","apiVersion":"example.org/v1","time":"2026-01-02T12:00:00Z","fieldsType":"FieldsV1",
             "fieldsV1":{"f:spec":{"f:a":{},"f:map":{"f:k":{}},
               "f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}}}}}}
            """,
            entry
        );
    }

    [Fact]
    public void A_field_of_another_manager_conflicts_unless_it_is_the_same_or_forced()
    {
        var live = Merged(Apply(null, """{"a":"1","b":"1"}""", "first"));

        Assert.Empty(Apply(live, """{"a":"1"}""", "second").Conflicts);
        var refused = Apply(live, """{"a":"2","b":"1"}""", "second");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"first\": .spec.a", refused.Message());
        Assert.Equal("conflict with \"first\"", refused.Conflicts[0].Description);
        Assert.Null(refused.Merged);

        var forced = Merged(Apply(live, """{"a":"2"}""", "second", force: true));
        AssertJson("""{"a":"2","b":"1"}""", forced["spec"]!);
        Assert.Equal(["first:.spec.b", "second:.spec.a"], Owners(forced));
    }

    [Fact]
    public void Several_conflicts_are_told_by_manager()
    {
        var live = Merged(Apply(null, """{"a":"1"}""", "first"));
        live = Update(live, value => value["spec"]!["b"] = "1", "editor");

        Assert.Equal(
            """
            Apply failed with 2 conflicts: conflicts with "editor" using example.org/v1:
            - .spec.b
            conflicts with "first":
            - .spec.a
            """,
            Apply(live, """{"a":"2","b":"2"}""", "second").Message()
        );
    }

    [Fact]
    public void A_field_that_is_given_up_goes_unless_another_manager_wants_it()
    {
        var live = Merged(
            Apply(
                null,
                """{"a":"1","b":"1","ports":[{"port":80,"name":"x"},{"port":81}],"map":{"k":"v","l":"w"},"set":["x","y"]}""",
                "first"
            )
        );
        live = Merged(Apply(live, """{"b":"1","set":["y","z"]}""", "second"));

        var after = Merged(Apply(live, """{"ports":[{"port":81}],"map":{"l":"w"}}""", "first"));

        AssertJson("""{"b":"1","ports":[{"port":81}],"map":{"l":"w"},"set":["y","z"]}""", after["spec"]!);
    }

    [Fact]
    public void An_item_that_is_given_up_takes_its_defaults_with_it()
    {
        var live = Merged(Apply(null, """{"a":"1","ports":[{"port":80},{"port":81}]}""", "first"));
        live["spec"]!["ports"]![0]!["note"] = "set by the server";

        var after = Merged(Apply(live, """{"a":"1","ports":[{"port":81}]}""", "first"));

        AssertJson("""{"a":"1","ports":[{"port":81}]}""", after["spec"]!);
    }

    [Fact]
    public void Items_of_a_keyed_list_are_merged_and_keep_their_places()
    {
        var live = Merged(Apply(null, """{"ports":[{"port":1,"name":"one"},{"port":2},{"port":3}]}""", "first"));

        var after = Merged(Apply(live, """{"ports":[{"port":4},{"port":2,"note":"n"}]}""", "second"));

        AssertJson(
            """{"ports":[{"port":1,"name":"one"},{"port":4},{"port":3},{"port":2,"note":"n"}]}""",
            after["spec"]!
        );
    }

    [Fact]
    public void An_atomic_list_and_an_atomic_map_are_replaced_whole()
    {
        var live = Merged(Apply(null, """{"atomic":["a","b"],"whole":{"k":"v"}}""", "first"));

        Assert.Equal(
            [".spec.atomic", ".spec.whole"],
            Apply(live, """{"atomic":["c"],"whole":{"l":"w"}}""", "second").Conflicts.Select(conflict => conflict.Field)
        );
        var after = Merged(Apply(live, """{"atomic":["c"],"whole":{"l":"w"}}""", "second", force: true));
        AssertJson("""{"atomic":["c"],"whole":{"l":"w"}}""", after["spec"]!);
    }

    [Fact]
    public void An_apply_that_changes_nothing_keeps_the_time()
    {
        var live = Merged(Apply(null, """{"a":"1"}""", "me"));

        var again = Merged(Apply(live, """{"a":"1"}""", "me", time: Noon.AddHours(1)));

        Assert.True(JsonNode.DeepEquals(live, again), again.ToJsonString());
    }

    [Fact]
    public void An_object_without_managers_belongs_to_whoever_was_before()
    {
        var live = Json("""{"apiVersion":"example.org/v1","kind":"Thing","metadata":{"name":"t"},"spec":{"a":"1"}}""");

        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using example.org/v1: .spec.a",
            Apply(live, """{"a":"2"}""", "me").Message()
        );
    }

    [Fact]
    public void Kubectl_does_not_conflict_with_what_it_applied_from_the_client()
    {
        var live = Json(
            """
            {"apiVersion":"example.org/v1","kind":"Thing","metadata":{"name":"t","annotations":{
              "kubectl.kubernetes.io/last-applied-configuration":"{\"spec\":{\"a\":\"1\"}}"}},"spec":{"a":"1","b":"1"}}
            """
        );
        ManagedFields.Track(null, live, "kubectl-client-side-apply", "Update", Definition, null, Noon);

        Assert.Empty(Apply(live, """{"a":"2"}""", "kubectl").Conflicts);
        Assert.Single(Apply(live, """{"a":"2"}""", "someone").Conflicts);
        Assert.Single(Apply(live, """{"b":"2"}""", "kubectl").Conflicts);
    }

    [Fact]
    public void An_update_owns_what_it_changes_and_takes_it_from_others()
    {
        var live = Merged(Apply(null, """{"a":"1","b":"1","map":{"k":"v"}}""", "first"));

        var updated = Update(
            live,
            value =>
            {
                value["spec"]!["a"] = "2";
                ((JsonObject)value["spec"]!).Remove("b");
                value["spec"]!["map"]!["l"] = "w";
            },
            "editor"
        );

        Assert.Equal(["editor:.spec.a", "editor:.spec.map.l", "first:.spec.map.k"], Owners(updated));
    }

    [Fact]
    public void Status_has_managers_of_its_own()
    {
        var live = Merged(Apply(null, """{"a":"1"}""", "first"));
        var updated = (JsonObject)live.DeepClone();
        updated["status"] = new JsonObject { ["phase"] = "Ready" };

        ManagedFields.Track(live, updated, "controller", "Update", Definition, "status", Noon);

        var entry = ((JsonArray)updated["metadata"]!["managedFields"]!)[1]!;
        Assert.Equal("status", entry["subresource"]!.GetValue<string>());
        AssertJson("""{"f:status":{".":{},"f:phase":{}}}""", entry["fieldsV1"]!);
    }

    [Fact]
    public void A_write_that_changes_nothing_leaves_the_record_alone()
    {
        var live = Merged(Apply(null, """{"a":"1"}""", "first"));

        var same = Update(live, _ => { }, "editor");

        Assert.True(JsonNode.DeepEquals(live, same), same.ToJsonString());
    }

    private static ApplyResult Apply(
        JsonObject? live,
        string spec,
        string manager,
        bool force = false,
        DateTimeOffset? time = null
    ) =>
        ServerSideApply.Apply(
            live,
            Json($$"""{"apiVersion":"example.org/v1","kind":"Thing","metadata":{"name":"t"},"spec":{{spec}}}"""),
            manager,
            force,
            Definition,
            null,
            time ?? Noon
        );

    private static JsonObject Update(JsonObject live, Action<JsonObject> change, string manager)
    {
        var updated = (JsonObject)live.DeepClone();
        change(updated);
        ManagedFields.Track(live, updated, manager, "Update", Definition, null, Noon);
        return updated;
    }

    private static JsonObject Merged(ApplyResult result)
    {
        Assert.Empty(result.Conflicts);
        return result.Merged!;
    }

    private static IEnumerable<string> Owners(JsonObject value) =>
        FieldManagers
            .Of(value)
            .All.SelectMany(manager => manager.Fields.Paths().Select(path => $"{manager.Name}:{path}"))
            .Order(StringComparer.Ordinal);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
