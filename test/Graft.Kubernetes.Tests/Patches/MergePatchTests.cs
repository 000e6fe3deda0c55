using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes.Tests.Patches;

public sealed class MergePatchTests
{
    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    [Fact]
    public void A_patch_of_the_difference_makes_the_one_of_the_other()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                JsonGenerators.Objects(),
                (before, after) =>
                {
                    var patch = MergePatch.Create(before, after);
                    var result = patch is null ? before : MergePatch.Apply(before, patch);
                    return JsonNode.DeepEquals(result, after);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Equal_objects_have_no_difference()
    {
        Prop.ForAll(JsonGenerators.Objects(), item => MergePatch.Create(item, (JsonObject)item.DeepClone()) is null)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Applying_leaves_target_and_patch_as_they_are()
    {
        Prop.ForAll(
                JsonGenerators.Objects(),
                JsonGenerators.Objects(),
                (target, patch) =>
                {
                    var (targetText, patchText) = (target.ToJsonString(), patch.ToJsonString());
                    MergePatch.Apply(target, patch)["extra"] = 1;
                    return target.ToJsonString() == targetText && patch.ToJsonString() == patchText;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_standard_hold(string target, string patch, string expected)
    {
        Assert.True(JsonNode.DeepEquals(Json(expected), MergePatch.Apply(Json(target), Json(patch))));
    }

    [Fact]
    public void The_patch_holds_only_what_differs()
    {
        var patch = MergePatch.Create(
            Json("""{"spec":{"a":1,"b":[1,2],"gone":"x"},"same":{"y":1}}"""),
            Json("""{"spec":{"a":1,"b":[1],"new":{}},"same":{"y":1}}""")
        );

        Assert.True(JsonNode.DeepEquals(Json("""{"spec":{"b":[1],"gone":null,"new":{}}}"""), patch));
    }
}
