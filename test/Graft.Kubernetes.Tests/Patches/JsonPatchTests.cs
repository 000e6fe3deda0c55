using System.Text.Json.Nodes;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes.Tests.Patches;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":[1,3]}""", """[{"op":"add","path":"/foo/1","value":2}]""", """{"foo":[1,2,3]}""")]
    [InlineData("""{"foo":[1]}""", """[{"op":"add","path":"/foo/-","value":null}]""", """{"foo":[1,null]}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/a"}]""", """{"b":2}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/1"}]""", """{"a":[1,3]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/a","value":{"b":2}}]""", """{"a":{"b":2}}""")]
    [InlineData(
        """{"a":{"b":1},"c":{}}""",
        """[{"op":"move","from":"/a/b","path":"/c/d"}]""",
        """{"a":{},"c":{"d":1}}"""
    )]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"move","from":"/a/0","path":"/a/2"}]""", """{"a":[2,3,1]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData(
        """{"a/b":1,"m~n":2}""",
        """[{"op":"test","path":"/a~1b","value":1},{"op":"replace","path":"/m~0n","value":3}]""",
        """{"a/b":1,"m~n":3}"""
    )]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":1}}]""", """{"b":1}""")]
    [InlineData(
        """{"a":{"x":1,"y":[1.0]}}""",
        """[{"op":"test","path":"/a","value":{"y":[1],"x":1}}]""",
        """{"a":{"x":1,"y":[1]}}"""
    )]
    public void Operations_do_what_the_standard_says(string target, string patch, string expected)
    {
        var before = JsonNode.Parse(target)!;

        var result = JsonPatch.Apply(before, (JsonArray)JsonNode.Parse(patch)!);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result), result?.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(target), before));
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/none"}]""", "there is nothing at \"/none\"", false)]
    [InlineData("""[{"op":"replace","path":"/none","value":1}]""", "there is nothing at \"/none\"", false)]
    [InlineData("""[{"op":"add","path":"/none/deeper","value":1}]""", "there is nothing at \"/none/deeper\"", false)]
    [InlineData("""[{"op":"add","path":"/list/3","value":1}]""", "there is nothing at \"/list/3\"", false)]
    [InlineData("""[{"op":"add","path":"/list/01","value":1}]""", "there is nothing at \"/list/01\"", false)]
    [InlineData("""[{"op":"move","from":"/a","path":"/a/b"}]""", "\"/a\" cannot be moved into itself", false)]
    [InlineData(
        """[{"op":"add","path":"a","value":1}]""",
        "\"a\" is no JSON pointer: it must begin with a slash",
        true
    )]
    [InlineData("""[{"op":"add","path":"/a"}]""", "an operation has no \"value\"", true)]
    [InlineData("""[{"op":"frob","path":"/a"}]""", "unknown operation \"frob\"", true)]
    [InlineData("""[1]""", "operation 0 is no object", true)]
    public void What_cannot_be_applied_is_said(string patch, string message, bool isMalformed)
    {
        var target = JsonNode.Parse("""{"a":{"b":1},"list":[1,2]}""")!;

        var exception = Assert.Throws<JsonPatchException>(() =>
            JsonPatch.Apply(target, (JsonArray)JsonNode.Parse(patch)!)
        );

        Assert.Equal(message, exception.Message);
        Assert.Equal(isMalformed, exception.IsMalformed);
    }

    [Fact]
    public void A_test_that_does_not_hold_stops_everything()
    {
        var target = JsonNode.Parse("""{"a":1,"b":{"finalizers":["x"]}}""")!;
        var patch = (JsonArray)
            JsonNode.Parse("""[{"op":"remove","path":"/a"},{"op":"test","path":"/b/finalizers/0","value":"y"}]""")!;

        var exception = Assert.Throws<JsonPatchException>(() => JsonPatch.Apply(target, patch));

        Assert.True(exception.IsTestFailure);
        Assert.Equal("testing value /b/finalizers/0 failed", exception.Message);
        Assert.NotNull(target["a"]);
    }
}
