using Graft.Api.Gardener;

namespace Graft.Extensions.Tests.Life;

/// <summary>What a resource manager says of a ManagedResource.</summary>
internal static class Reports
{
    public static ManagedResourceStatus Healthy(long? generation) =>
        Of(generation, ("ResourcesApplied", "True", "All resources are applied."), s_healthy, s_done);

    public static ManagedResourceStatus Unhealthy(long? generation, string message) =>
        Of(
            generation,
            ("ResourcesApplied", "True", "All resources are applied."),
            ("ResourcesHealthy", "False", message),
            s_done
        );

    private static readonly (string, string, string) s_healthy = (
        "ResourcesHealthy",
        "True",
        "All resources are healthy."
    );

    private static readonly (string, string, string) s_done = (
        "ResourcesProgressing",
        "False",
        "All resources have been fully rolled out."
    );

    private static ManagedResourceStatus Of(
        long? generation,
        params (string Type, string Status, string Message)[] conditions
    )
    {
        var now = DateTimeOffset.UtcNow;
        return new ManagedResourceStatus
        {
            ObservedGeneration = generation,
            Conditions =
            [
                .. conditions.Select(one => new Condition
                {
                    Type = one.Type,
                    Status = one.Status,
                    LastTransitionTime = now,
                    LastUpdateTime = now,
                    Reason = "Reported",
                    Message = one.Message,
                }),
            ],
        };
    }
}
