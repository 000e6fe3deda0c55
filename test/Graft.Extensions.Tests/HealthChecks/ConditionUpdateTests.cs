using Graft.Api.Gardener;
using Graft.Extensions.HealthChecks;

namespace Graft.Extensions.Tests.HealthChecks;

public sealed class ConditionUpdateTests
{
    private static readonly DateTimeOffset s_then = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_now = s_then.AddMinutes(5);

    private static readonly Condition s_good = new()
    {
        Type = "Healthy",
        Status = "True",
        Reason = "HealthCheckSuccessful",
        Message = "All health checks successful",
        LastTransitionTime = s_then,
        LastUpdateTime = s_then,
    };

    [Fact]
    public void A_condition_that_stays_keeps_its_times()
    {
        Assert.Same(s_good, Update(s_good).From([HealthCheckResult.Healthy, HealthCheckResult.Healthy]));
    }

    [Fact]
    public void The_worst_result_decides_and_as_bad_ones_are_told_together()
    {
        var condition = Update(s_good)
            .From([
                HealthCheckResult.Healthy,
                HealthCheckResult.Unhealthy("one") with
                {
                    Codes = ["ERR_B", "ERR_A"],
                },
                HealthCheckResult.Progressing("on its way"),
                HealthCheckResult.Unhealthy("two") with
                {
                    Codes = ["ERR_A"],
                },
            ]);
        Assert.Equal(
            ("Healthy", "False", "HealthCheckUnsuccessful", "one, two"),
            (condition.Type, condition.Status, condition.Reason, condition.Message)
        );
        Assert.Equal(["ERR_A", "ERR_B"], condition.Codes);
        Assert.Equal((s_now, s_now), (condition.LastTransitionTime, condition.LastUpdateTime));
    }

    [Fact]
    public void Another_reason_is_an_update_and_no_transition()
    {
        var condition = Update(s_good).Hibernated();
        Assert.Equal("Shoot is hibernated", condition.Message);
        Assert.Equal((s_then, s_now), (condition.LastTransitionTime, condition.LastUpdateTime));
    }

    [Fact]
    public void What_could_not_be_found_out_is_Unknown_and_what_is_on_its_way_Progressing()
    {
        var unknown = Update(null).From([HealthCheckResult.Unknown("no answer"), HealthCheckResult.Healthy]);
        Assert.Equal(("Unknown", "ConditionCheckError"), (unknown.Status, unknown.Reason));
        var progressing = Update(null).From([HealthCheckResult.Progressing("2/3"), HealthCheckResult.Healthy]);
        Assert.Equal(("Progressing", "HealthCheckProgressing"), (progressing.Status, progressing.Reason));
    }

    [Theory]
    [InlineData(4, "False")]
    [InlineData(5, "Progressing")]
    public void Progressing_fails_after_its_limit(int minutes, string status)
    {
        var update = Update(s_good with { Status = "Progressing" });
        var result = update.Limited(HealthCheckResult.Progressing("2/3"), TimeSpan.FromMinutes(minutes));
        Assert.Equal(status, result.Status);
        Assert.Equal("2/3", result.Message);
    }

    private static ConditionUpdate Update(Condition? former) => new("Healthy", former, s_now);
}
