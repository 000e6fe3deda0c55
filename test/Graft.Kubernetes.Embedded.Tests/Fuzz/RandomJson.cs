using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

/// <summary>Random JSON whose names are those that the server gives a meaning to, so that much of it is nearly right.</summary>
internal static class RandomJson
{
    private static readonly string[] Names =
    [
        "apiVersion",
        "kind",
        "metadata",
        "name",
        "generateName",
        "namespace",
        "labels",
        "annotations",
        "finalizers",
        "ownerReferences",
        "managedFields",
        "resourceVersion",
        "uid",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "spec",
        "status",
        "data",
        "stringData",
        "binaryData",
        "immutable",
        "type",
        "template",
        "selector",
        "matchLabels",
        "containers",
        "ports",
        "replicas",
        "conditions",
        "size",
        "list",
        "map",
        "set",
        "versions",
        "names",
        "rules",
        "webhooks",
        "clientConfig",
        "$patch",
        "$setElementOrder/containers",
        "$deleteFromPrimitiveList/finalizers",
        "f:metadata",
        "",
        "a/b~",
    ];

    private static readonly string?[] Scalars =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.5",
        "1e20",
        "99999999999999999999999",
        "\"\"",
        "\"a\"",
        "\"default\"",
        "\"v1\"",
        "\"replace\"",
        "\"delete\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"2026-01-02T03:04:05Z\"",
        "\"Zm9v\"",
        "\"a=b,c in (d)\"",
        "\"x: y\\n- z\"",
        "\"\U0001F600\u00e9\"",
    ];

    public static Gen<JsonNode?> Value(int depth) =>
        depth == 0
            ? Scalar()
            : Gen.OneOf(
                Scalar(),
                Object(depth).Select(value => (JsonNode?)value),
                Array(depth).Select(value => (JsonNode?)value)
            );

    public static Gen<JsonObject> Object(int depth) =>
        from size in Gen.Choose(0, 4)
        from names in Gen.Elements(Names).ArrayOf(size)
        from values in Value(depth - 1).ArrayOf(size)
        select new JsonObject(
            names
                .Zip(values)
                .DistinctBy(pair => pair.First)
                .Select(pair => KeyValuePair.Create(pair.First, pair.Second?.DeepClone()))
        );

    public static Gen<JsonArray> Array(int depth) =>
        from size in Gen.Choose(0, 3)
        from values in Value(depth - 1).ArrayOf(size)
        select new JsonArray([.. values.Select(value => value?.DeepClone())]);

    /// <summary>An object with random values put in at places that it has.</summary>
    public static Gen<JsonObject> Disturbed(JsonObject original) =>
        from count in Gen.Choose(1, 3)
        from picks in Gen.Choose(0, 1 << 16).ArrayOf(count)
        from values in Value(2).ArrayOf(count)
        select picks.Zip(values).Aggregate((JsonObject)original.DeepClone(), Disturb);

    private static JsonObject Disturb(JsonObject value, (int Pick, JsonNode? Value) change)
    {
        var places = Objects(value).SelectMany(holder => holder.Select(member => (holder, member.Key))).ToList();
        if (places.Count > 0)
        {
            var (holder, name) = places[change.Pick % places.Count];
            holder[name] = change.Value?.DeepClone();
        }
        return value;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject value => value.SelectMany(member => Objects(member.Value)).Prepend(value),
            JsonArray list => list.SelectMany(Objects),
            _ => [],
        };

    private static Gen<JsonNode?> Scalar() => Gen.Elements(Scalars).Select(text => text is null ? null : Parse(text));

    /// <summary>A lone surrogate can be written in JSON, but not held by a node that is written again.</summary>
    private static JsonNode? Parse(string text) =>
        text == "\"\\ud800\"" ? JsonValue.Create("\ufffd") : JsonNode.Parse(text);
}
