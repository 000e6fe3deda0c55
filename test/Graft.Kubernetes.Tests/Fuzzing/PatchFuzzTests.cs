using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes.Tests.Fuzzing;

/// <summary>Laws of the three kinds of patches, and that no patch does harm.</summary>
public sealed class PatchFuzzTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1000);

    private static readonly string[] s_paths =
    [
        "",
        "/",
        "/a",
        "/b",
        "/metadata",
        "/a/0",
        "/a/-",
        "/a/1/b",
        "/x~1y",
        "/~0",
        "/a/b/a",
        "no",
        "/a/01",
        "/none/deeper",
    ];

    [Fact]
    public void A_merge_patch_applied_twice_is_applied_once()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                JsonGenerators.Objects(),
                (target, patch) =>
                {
                    var once = MergePatch.Apply(target, patch);
                    return JsonNode.DeepEquals(once, MergePatch.Apply(once, patch));
                }
            )
            .Check(s_many);
    }

    [Fact]
    public void Any_JSON_patch_is_applied_or_refused_and_a_refused_one_has_no_effect()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                Operations().ToArbitrary(),
                (target, operations) =>
                {
                    var before = target.ToJsonString();
                    try
                    {
                        JsonPatch.Apply(target, operations);
                    }
                    catch (JsonPatchException)
                    {
                        // Declared.
                    }
                    return target.ToJsonString() == before;
                }
            )
            .Check(s_many);
    }

    [Fact]
    public void Added_is_found_replaced_is_the_new_one_and_removed_is_gone()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                JsonGenerators.Objects(),
                (target, value) =>
                {
                    var added = JsonPatch.Apply(
                        target,
                        [Operation("add", "/new~1one", value), Operation("test", "/new~1one", value)]
                    );
                    var replaced = JsonPatch.Apply(
                        added,
                        [Operation("replace", "/new~1one", target), Operation("test", "/new~1one", target)]
                    );
                    var removed = JsonPatch.Apply(replaced, [Operation("remove", "/new~1one", null)]);
                    return JsonNode.DeepEquals(removed, target);
                }
            )
            .Check(s_many);
    }

    [Fact]
    public void Moving_there_and_back_and_copying_over_change_nothing()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                target =>
                {
                    target["a"] = "here";
                    target.Remove("b");
                    var patched = JsonPatch.Apply(
                        target,
                        [Moved("move", "/a", "/b"), Moved("move", "/b", "/a"), Moved("copy", "/a", "/a")]
                    );
                    return JsonNode.DeepEquals(patched, target);
                }
            )
            .Check(s_many);
    }

    [Fact]
    public void A_strategic_patch_without_directives_is_a_merge_patch_where_no_list_has_a_key()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                JsonGenerators.Objects(),
                (target, patch) =>
                    JsonNode.DeepEquals(
                        StrategicMergePatch.Apply(target, patch, MergeSchema.Plain),
                        MergePatch.Apply(target, patch)
                    )
            )
            .Check(s_many);
    }

    [Fact]
    public void A_strategic_patch_of_a_pod_applied_twice_is_applied_once_and_leaves_its_arguments()
    {
        Prop.ForAll(
                Pods().ToArbitrary(),
                Pods().ToArbitrary(),
                (target, patch) =>
                {
                    var (before, said) = (target.ToJsonString(), patch.ToJsonString());
                    var schema = MergeSchemas.For("", "Pod");
                    var once = StrategicMergePatch.Apply(target, patch, schema);
                    var twice = StrategicMergePatch.Apply(once, patch, schema);
                    return JsonNode.DeepEquals(once, twice)
                        && target.ToJsonString() == before
                        && patch.ToJsonString() == said;
                }
            )
            .Check(s_many);
    }

    [Fact]
    public void Any_strategic_patch_is_applied_or_refused()
    {
        Prop.ForAll(
                Pods().ToArbitrary(),
                Directives().ToArbitrary(),
                (target, patch) =>
                {
                    try
                    {
                        StrategicMergePatch.Apply(target, patch, MergeSchemas.For("", "Pod"));
                    }
                    catch (JsonPatchException)
                    {
                        // Declared.
                    }
                    return true;
                }
            )
            .Check(s_many);
    }

    private static JsonObject Operation(string name, string path, JsonNode? value) =>
        new()
        {
            ["op"] = name,
            ["path"] = path,
            ["value"] = value?.DeepClone(),
        };

    private static JsonObject Moved(string name, string from, string path) =>
        new()
        {
            ["op"] = name,
            ["from"] = from,
            ["path"] = path,
        };

    private static Gen<JsonArray> Operations() =>
        from size in Gen.Choose(0, 5)
        from operations in (
            from name in Gen.Elements("add", "remove", "replace", "move", "copy", "test", "frob", "")
            from path in Gen.Elements(s_paths)
            from source in Gen.Elements(s_paths)
            from value in JsonGenerators.Objects().Generator
            from lacks in Gen.Choose(0, 9)
            select Without(
                new JsonObject
                {
                    ["op"] = name,
                    ["path"] = path,
                    ["from"] = source,
                    ["value"] = value.DeepClone(),
                },
                lacks
            )
        ).ArrayOf(size)
        select new JsonArray([.. operations]);

    private static JsonObject Without(JsonObject operation, int lacks)
    {
        if (lacks < operation.Count)
        {
            operation.Remove(operation.ElementAt(lacks).Key);
        }
        return operation;
    }

    private static Gen<JsonObject> Pods() =>
        from names in Gen.Elements("a", "b", "c").ArrayOf().Select(all => all.Distinct().ToArray())
        from images in Gen.Elements("1", "2").ArrayOf(names.Length)
        from finalizers in Gen.Elements("x", "y").ArrayOf().Select(all => all.Distinct().ToArray())
        from labels in JsonGenerators.Objects().Generator
        select new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["finalizers"] = new JsonArray([.. finalizers.Select(one => (JsonNode)one)]),
                ["labels"] = labels.DeepClone(),
            },
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray([
                    .. names.Zip(
                        images,
                        (name, image) => (JsonNode)new JsonObject { ["name"] = name, ["image"] = image }
                    ),
                ]),
            },
        };

    /// <summary>Pods with directives and other wrong things in all places.</summary>
    private static Gen<JsonObject> Directives() =>
        from pod in Pods()
        from noise in Gen.Elements(
            """{"$patch":"delete"}""",
            """{"$patch":"replace"}""",
            """{"$patch":"frob"}""",
            """{"$patch":7}""",
            """{"$retainKeys":["name",1,null]}""",
            """{"$retainKeys":"x"}""",
            """{"$deleteFromPrimitiveList/finalizers":["x"]}""",
            """{"$deleteFromPrimitiveList/finalizers":{"x":1}}""",
            """{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}""",
            """{"$setElementOrder/containers":["b",null]}""",
            """{"containers":[null]}""",
            """{"containers":["a",[]]}""",
            """{"containers":[{"name":null}]}""",
            """{"containers":[{"name":{"a":1}}]}""",
            """{"containers":{"name":"a"}}""",
            """{"containers":"none"}""",
            """{"finalizers":"none"}"""
        )
        from place in Gen.Elements("", "metadata", "spec")
        select Noisy(pod, (JsonObject)JsonNode.Parse(noise)!, place);

    private static JsonObject Noisy(JsonObject pod, JsonObject noise, string place)
    {
        var result = (JsonObject)pod.DeepClone();
        var target = place.Length == 0 ? result : (JsonObject)result[place]!;
        foreach (var (name, value) in noise)
        {
            target[name] = value?.DeepClone();
        }
        return result;
    }
}
