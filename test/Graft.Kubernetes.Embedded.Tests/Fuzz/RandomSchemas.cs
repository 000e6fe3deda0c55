using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

/// <summary>Random structural schemas that are right, and values that fit them more or less.</summary>
internal static class RandomSchemas
{
    private static readonly string[] Properties = ["a", "b", "c", "name", "two-words"];

    private static readonly string[] Leaves =
    [
        """{"type":"string"}""",
        """{"type":"string","default":"d"}""",
        """{"type":"string","nullable":true,"default":"d"}""",
        """{"type":"string","enum":["a","d"]}""",
        """{"type":"string","pattern":"^[a-d]*$","maxLength":3}""",
        """{"type":"string","format":"date-time"}""",
        """{"type":"string","x-kubernetes-validations":[{"rule":"self.size() < 3"}]}""",
        """{"type":"integer"}""",
        """{"type":"integer","minimum":0,"default":3}""",
        """{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}""",
        """{"type":"number","maximum":2.5}""",
        """{"type":"boolean","default":true}""",
        """{"x-kubernetes-int-or-string":true}""",
        """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""",
        """{"x-kubernetes-preserve-unknown-fields":true}""",
        """{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}""",
        """{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}""",
        """{"type":"object","additionalProperties":{"type":"integer","default":1}}""",
    ];

    /// <summary>The schema of a whole object with a random spec.</summary>
    public static Gen<JsonObject> Root() =>
        Object(3)
            .Select(spec => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["spec"] = spec.DeepClone() },
            });

    public static Gen<JsonObject> Schema(int depth) =>
        depth == 0
            ? Gen.Elements(Leaves).Select(text => (JsonObject)JsonNode.Parse(text)!)
            : Gen.OneOf(Schema(0), Object(depth), List(depth), Map(depth), MapList(depth));

    /// <summary>An object whose spec has names that the schema may know.</summary>
    public static Gen<JsonObject> Value() =>
        Part(4)
            .Select(spec => new JsonObject
            {
                ["apiVersion"] = "example.com/v1",
                ["kind"] = "Widget",
                ["metadata"] = new JsonObject { ["name"] = "a" },
                ["spec"] = spec?.DeepClone(),
            });

    private static Gen<JsonNode?> Part(int depth)
    {
        var scalars = Gen.Elements<JsonNode?>(null, "a", "long text", 1, -1, 2.75, true, "2026-01-02T03:04:05Z");
        return depth == 0
            ? scalars.Select(value => value?.DeepClone())
            : Gen.OneOf(
                scalars.Select(value => value?.DeepClone()),
                (
                    from size in Gen.Choose(0, 4)
                    from names in Gen.Elements([.. Properties, "unknown", "kind", "metadata"]).ArrayOf(size)
                    from values in Part(depth - 1).ArrayOf(size)
                    select (JsonNode?)
                        new JsonObject(
                            names
                                .Zip(values)
                                .DistinctBy(pair => pair.First)
                                .Select(pair => KeyValuePair.Create(pair.First, pair.Second?.DeepClone()))
                        )
                ),
                (
                    from size in Gen.Choose(0, 3)
                    from values in Part(depth - 1).ArrayOf(size)
                    select (JsonNode?)new JsonArray([.. values.Select(value => value?.DeepClone())])
                )
            );
    }

    private static Gen<JsonObject> Object(int depth) =>
        from size in Gen.Choose(1, 3)
        from names in Gen.Elements(Properties).ArrayOf(size)
        from schemas in Schema(depth - 1).ArrayOf(size)
        from isRequired in Gen.Elements(true, false, false)
        from more in Gen.Elements(
            "{}",
            """{"nullable":true}""",
            """{"minProperties":1}""",
            """{"x-kubernetes-map-type":"atomic"}""",
            """{"description":"text"}"""
        )
        select Object(names, schemas, isRequired, more);

    private static JsonObject Object(string[] names, JsonObject[] schemas, bool isRequired, string more)
    {
        var result = (JsonObject)JsonNode.Parse(more)!;
        result["type"] = "object";
        result["properties"] = new JsonObject(
            names
                .Zip(schemas)
                .DistinctBy(pair => pair.First)
                .Select(pair => KeyValuePair.Create(pair.First, (JsonNode?)WithoutOldSelf(pair.Second, more)))
        );
        if (isRequired)
        {
            result["required"] = new JsonArray((JsonNode)names[0]);
            result["anyOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray((JsonNode)names[^1]) });
        }
        return result;
    }

    private static Gen<JsonObject> List(int depth) =>
        Schema(depth - 1)
            .Select(items => new JsonObject
            {
                ["type"] = "array",
                ["maxItems"] = 5,
                ["items"] = WithoutOldSelf(items, "atomic"),
            });

    private static Gen<JsonObject> Map(int depth) =>
        Schema(depth - 1)
            .Select(values => new JsonObject
            {
                ["type"] = "object",
                ["maxProperties"] = 4,
                ["additionalProperties"] = values.DeepClone(),
            });

    private static Gen<JsonObject> MapList(int depth) =>
        Object(depth)
            .Select(items =>
            {
                var copy = (JsonObject)items.DeepClone();
                copy.Remove("nullable");
                copy["properties"]!["name"] = new JsonObject { ["type"] = "string", ["default"] = "n" };
                return new JsonObject
                {
                    ["type"] = "array",
                    ["maxItems"] = 3,
                    ["x-kubernetes-list-type"] = "map",
                    ["x-kubernetes-list-map-keys"] = new JsonArray((JsonNode)"name"),
                    ["items"] = copy,
                };
            });

    /// <summary>A transition rule may not stand where old values cannot be found.</summary>
    private static JsonNode WithoutOldSelf(JsonObject schema, string around)
    {
        var text = schema.ToJsonString();
        return JsonNode.Parse(
            around.Contains("atomic", StringComparison.Ordinal)
                ? text.Replace("oldSelf", "1", StringComparison.Ordinal)
                : text
        )!;
    }
}
