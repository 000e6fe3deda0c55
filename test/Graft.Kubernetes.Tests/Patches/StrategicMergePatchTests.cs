using System.Text.Json.Nodes;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes.Tests.Patches;

public sealed class StrategicMergePatchTests
{
    [Theory]
    // Items merge by key; a new one comes after those that were there.
    [InlineData(
        """{"spec":{"containers":[{"name":"a","image":"1","env":[{"name":"X","value":"1"}]},{"name":"b","image":"2"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"9","env":[{"name":"Y","value":"2"}]},{"name":"c"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"9","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]},{"name":"b","image":"2"},{"name":"c"}]}}"""
    )]
    // A list without key is replaced, an object is merged.
    [InlineData(
        """{"spec":{"tolerations":[{"key":"a"}],"nodeSelector":{"x":"1"}}}""",
        """{"spec":{"tolerations":[{"key":"b"}],"nodeSelector":{"y":"2"}}}""",
        """{"spec":{"tolerations":[{"key":"b"}],"nodeSelector":{"x":"1","y":"2"}}}"""
    )]
    [InlineData(
        """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
        """{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""",
        """{"spec":{"containers":[{"name":"b"}]}}"""
    )]
    [InlineData(
        """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
        """{"spec":{"containers":[{"name":"c"},{"$patch":"replace"}]}}""",
        """{"spec":{"containers":[{"name":"c"}]}}"""
    )]
    [InlineData(
        """{"spec":{"nodeSelector":{"x":"1"}}}""",
        """{"spec":{"nodeSelector":{"y":"2","$patch":"replace"}}}""",
        """{"spec":{"nodeSelector":{"y":"2"}}}"""
    )]
    [InlineData(
        """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/x"}}]}}""",
        """{"spec":{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}}"""
    )]
    // Finalizers are a set.
    [InlineData(
        """{"metadata":{"finalizers":["a","b"]}}""",
        """{"metadata":{"finalizers":["c","a"]}}""",
        """{"metadata":{"finalizers":["a","b","c"]}}"""
    )]
    [InlineData(
        """{"metadata":{"finalizers":["a","b"]}}""",
        """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""",
        """{"metadata":{"finalizers":["b"]}}"""
    )]
    [InlineData(
        """{"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}}""",
        """{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],"containers":[{"name":"b","image":"1"}]}}""",
        """{"spec":{"containers":[{"name":"c"},{"name":"b","image":"1"},{"name":"a"}]}}"""
    )]
    [InlineData("""{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":null}}""", """{"metadata":{}}""")]
    public void A_pod_is_merged_as_its_type_declares(string target, string patch, string expected)
    {
        var result = StrategicMergePatch.Apply(
            (JsonObject)JsonNode.Parse(target)!,
            (JsonObject)JsonNode.Parse(patch)!,
            MergeSchemas.For("", "Pod")
        );

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result), result.ToJsonString());
    }

    [Fact]
    public void Workloads_merge_the_pods_of_their_template()
    {
        var result = StrategicMergePatch.Apply(
            (JsonObject)JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"1"}]}}}}""")!,
            (JsonObject)JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"a","tty":true}]}}}}""")!,
            MergeSchemas.For("apps", "DaemonSet")
        );

        Assert.Equal(
            """{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"1","tty":true}]}}}}""",
            result.ToJsonString()
        );
    }

    [Fact]
    public void An_item_without_its_key_is_refused()
    {
        var exception = Assert.Throws<JsonPatchException>(() =>
            StrategicMergePatch.Apply(
                [],
                (JsonObject)JsonNode.Parse("""{"spec":{"containers":[{"image":"x"}]}}""")!,
                MergeSchemas.For("", "Pod")
            )
        );

        Assert.Equal("an item of a list lacks its merge key \"name\"", exception.Message);
        Assert.True(exception.IsMalformed);
    }
}
