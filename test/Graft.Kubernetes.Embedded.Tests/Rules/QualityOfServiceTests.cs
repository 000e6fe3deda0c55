using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Rules;

namespace Graft.Kubernetes.Embedded.Tests.Rules;

public sealed class QualityOfServiceTests
{
    [Theory]
    [InlineData("{}", "BestEffort")]
    [InlineData("""{"requests":{"cpu":"10m"}}""", "Burstable")]
    [InlineData("""{"limits":{"memory":"1Gi"}}""", "Burstable")]
    [InlineData("""{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"2","memory":"1Gi"}}""", "Burstable")]
    [InlineData("""{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [InlineData("""{"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [InlineData("""{"requests":{"example.com/gpu":"1"}}""", "BestEffort")]
    public void The_class_follows_requests_and_limits(string resources, string expected)
    {
        var spec = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["resources"] = JsonNode.Parse(resources) }),
        };
        Assert.Equal(expected, QualityOfService.ClassOf(spec));
    }

    [Fact]
    public void One_container_without_limits_makes_a_pod_burstable()
    {
        var limited = JsonNode.Parse("""{"resources":{"limits":{"cpu":"1","memory":"1Gi"}}}""");
        var spec = new JsonObject { ["containers"] = new JsonArray(limited, new JsonObject()) };
        Assert.Equal("Burstable", QualityOfService.ClassOf(spec));
    }
}
