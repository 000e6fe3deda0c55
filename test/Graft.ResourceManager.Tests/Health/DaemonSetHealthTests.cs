using System.Text.Json.Nodes;
using Graft.ResourceManager.Health;

namespace Graft.ResourceManager.Tests.Health;

public sealed class DaemonSetHealthTests
{
    [Theory]
    [InlineData("""{"observedGeneration":1}""", "observed generation outdated (1/2)")]
    [InlineData("""{"observedGeneration":2}""", null)]
    [InlineData(
        """{"observedGeneration":2,"desiredNumberScheduled":3,"currentNumberScheduled":1}""",
        "not enough scheduled pods (1/3)"
    )]
    [InlineData("""{"observedGeneration":2,"numberMisscheduled":1}""", "misscheduled pods found (1)")]
    [InlineData(
        """{"observedGeneration":2,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":1,"numberUnavailable":2}""",
        "too many unavailable pods found (2/3, only max. 1 unavailable pods allowed)"
    )]
    [InlineData(
        """{"observedGeneration":2,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":1,"numberUnavailable":1}""",
        null
    )]
    [InlineData(
        """{"observedGeneration":2,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":3,"numberUnavailable":1}""",
        "too many unavailable pods found (1/3)"
    )]
    public void The_first_problem_is_named_in_gardeners_words(string status, string? problem) =>
        Assert.Equal(problem, DaemonSetHealth.Problem(DaemonSet(status)));

    [Fact]
    public void A_percentage_of_unavailable_pods_is_rounded_up()
    {
        var item = DaemonSet(
            """{"observedGeneration":2,"desiredNumberScheduled":3,"currentNumberScheduled":3,"updatedNumberScheduled":1,"numberUnavailable":3}"""
        );
        item["spec"] = new JsonObject
        {
            ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "50%" } },
        };
        Assert.EndsWith("only max. 2 unavailable pods allowed)", DaemonSetHealth.Problem(item));
    }

    [Fact]
    public void It_is_in_rollout_until_all_pods_are_updated()
    {
        Assert.Equal(
            "1 of 3 replica(s) have been updated",
            DaemonSetHealth.Progress(
                DaemonSet("""{"observedGeneration":2,"desiredNumberScheduled":3,"updatedNumberScheduled":1}""")
            )
        );
        Assert.Null(
            DaemonSetHealth.Progress(
                DaemonSet("""{"observedGeneration":2,"desiredNumberScheduled":3,"updatedNumberScheduled":3}""")
            )
        );
    }

    private static JsonObject DaemonSet(string status) =>
        new()
        {
            ["metadata"] = new JsonObject { ["name"] = "x", ["generation"] = 2 },
            ["status"] = JsonNode.Parse(status),
        };
}
