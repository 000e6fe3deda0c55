using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;

namespace Graft.Gardenlet.Tests.Extensions;

public class ExtensionHealthTests
{
    private static readonly ContainerRuntime s_healthy = new()
    {
        Metadata = new ObjectMeta
        {
            Name = "fast-p",
            Namespace = "shoot--local--demo",
            Generation = 2,
            Annotations = Annotations("2026-01-02T03:04:05.9Z"),
        },
        Status = new ExtensionStatus
        {
            ObservedGeneration = 2,
            LastOperation = new LastOperation
            {
                State = "Succeeded",
                Type = "Reconcile",
                LastUpdateTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            },
        },
    };

    [Fact]
    public void Case_20_a_healthy_object_passes_and_equal_seconds_do_too() =>
        Assert.Null(ExtensionHealth.Check(s_healthy));

    [Fact]
    public void Case_20_a_reported_error_comes_first_and_keeps_its_codes()
    {
        var problem = ExtensionHealth.Check(
            Status(status =>
                status with
                {
                    ObservedGeneration = 1,
                    LastError = new LastError { Description = "no quota", Codes = ["ERR_INFRA_QUOTA_EXCEEDED"] },
                }
            )
        )!;

        Assert.Equal("error during reconciliation: no quota", problem.Message);
        Assert.True(problem.IsReportedError);
        Assert.Equal(["ERR_INFRA_QUOTA_EXCEEDED"], problem.Codes);
    }

    [Fact]
    public void Case_20_an_outdated_generation_is_not_ready() =>
        AssertPending("observed generation outdated (1/2)", Status(status => status with { ObservedGeneration = 1 }));

    [Theory]
    [InlineData("reconcile")]
    [InlineData("something")]
    public void Case_20_an_operation_that_is_still_there_is_not_ready(string operation) =>
        AssertPending(
            $"gardener operation \"{operation}\" is not yet picked up by controller",
            s_healthy with
            {
                Metadata = s_healthy.Metadata with
                {
                    Annotations = new Dictionary<string, string> { ["gardener.cloud/operation"] = operation },
                },
            }
        );

    [Fact]
    public void Case_20_no_last_operation_is_not_ready() =>
        AssertPending(
            "extension did not record a last operation yet",
            Status(status => status with { LastOperation = null })
        );

    [Fact]
    public void Case_20_a_state_other_than_succeeded_is_not_ready() =>
        AssertPending(
            "extension state is not succeeded but Processing",
            Status(status => status with { LastOperation = status.LastOperation! with { State = "Processing" } })
        );

    [Fact]
    public void Case_20_an_invalid_timestamp_fails() =>
        AssertPending(
            "cannot parse gardener.cloud/timestamp annotation: \"yesterday\" is not a time of RFC 3339",
            s_healthy with
            {
                Metadata = s_healthy.Metadata with { Annotations = Annotations("yesterday") },
            }
        );

    [Fact]
    public void Case_20_a_later_request_is_not_reconciled_yet() =>
        AssertPending(
            "extension is not reconciled yet - reconciliation requested at 2026-01-02T03:04:06Z, "
                + "last update time is: 2026-01-02T03:04:05Z",
            s_healthy with
            {
                Metadata = s_healthy.Metadata with { Annotations = Annotations("2026-01-02T03:04:06Z") },
            }
        );

    private static void AssertPending(string message, ContainerRuntime runtime)
    {
        var problem = ExtensionHealth.Check(runtime);
        Assert.Equal((message, false), (problem?.Message, problem?.IsReportedError));
    }

    private static ContainerRuntime Status(Func<ExtensionStatus, ExtensionStatus> change) =>
        s_healthy with
        {
            Status = change(s_healthy.Status!),
        };

    private static Dictionary<string, string> Annotations(string timestamp) =>
        new() { ["gardener.cloud/timestamp"] = timestamp };
}
