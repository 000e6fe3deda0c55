using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Graft.Kubernetes.Tests;

/// <summary>Random JSON with few names, so that two objects often share some; members are never null.</summary>
internal static class JsonGenerators
{
    private static readonly string[] s_names = ["a", "b", "metadata", "x/y", "~", "ä \"q\""];

    public static Arbitrary<JsonObject> Objects() => Arb.From(ObjectOf(3, Strings(["", "v", "w"])));

    /// <summary>Objects whose strings are chosen to trap YAML readers.</summary>
    public static Arbitrary<JsonObject> ObjectsWith(string[] strings) => Arb.From(ObjectOf(3, Strings(strings)));

    private static Gen<JsonNode?> Strings(string[] strings) =>
        Gen.OneOf(
            Gen.Elements(strings).Select(text => (JsonNode?)JsonValue.Create(text)),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => (JsonNode?)JsonValue.Create(Valid(text.Get)))
        );

    private static Gen<JsonNode?> Scalar(Gen<JsonNode?> strings) =>
        Gen.OneOf(
            strings,
            Gen.Choose(-1000, 1000).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag)),
            Gen.Elements(0.5, -1e-7, 1e300).Select(number => (JsonNode?)JsonValue.Create(number))
        );

    private static Gen<JsonNode?> Value(int depth, Gen<JsonNode?> strings) =>
        depth == 0
            ? Scalar(strings)
            : Gen.OneOf(
                Scalar(strings),
                ObjectOf(depth - 1, strings).Select(item => (JsonNode?)item),
                ArrayOf(depth - 1, strings).Select(item => (JsonNode?)item)
            );

    private static Gen<JsonObject> ObjectOf(int depth, Gen<JsonNode?> strings) =>
        from size in Gen.Choose(0, 4)
        from names in Gen.Elements(s_names).ArrayOf(size)
        from values in Value(depth, strings).ArrayOf(size)
        select ToObject(names, values);

    private static Gen<JsonArray> ArrayOf(int depth, Gen<JsonNode?> strings) =>
        from size in Gen.Choose(0, 3)
        from values in Value(depth, strings).ArrayOf(size)
        select new JsonArray([.. values.Select(value => value?.DeepClone())]);

    private static JsonObject ToObject(string[] names, JsonNode?[] values)
    {
        var result = new JsonObject();
        foreach (var (name, value) in names.Zip(values))
        {
            result[name] = value?.DeepClone();
        }
        return result;
    }

    // JSON texts are Unicode; a lone surrogate is none.
    private static string Valid(string text) => string.Concat(text.EnumerateRunes());
}
