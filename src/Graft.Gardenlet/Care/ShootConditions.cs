using Graft.Api.Gardener;
using Graft.Gardenlet.Shoots;

namespace Graft.Gardenlet.Care;

/// <summary>The Shoot conditions that follow from what is in its seed namespace (wire contract, section 11).</summary>
internal static class ShootConditions
{
    public const string SystemComponentsHealthy = "SystemComponentsHealthy";

    public const string ControlPlaneHealthy = "ControlPlaneHealthy";

    public static IReadOnlyList<Condition> Of(
        IReadOnlyList<ManagedResource> resources,
        IReadOnlyList<ContainerRuntime> runtimes,
        bool isHibernated
    )
    {
        var byCondition = resources
            .OrderBy(item => item.Metadata.Name, StringComparer.Ordinal)
            .ToLookup(ConditionOf, StringComparer.Ordinal);
        return
        [
            Condition(
                ControlPlaneHealthy,
                Worst(byCondition[ControlPlaneHealthy]),
                "ControlPlaneRunning",
                "All control plane components are healthy."
            ),
            isHibernated
                ? Healthy(SystemComponentsHealthy, "ConditionNotChecked", "Shoot cluster has been hibernated.")
                : Condition(
                    SystemComponentsHealthy,
                    Worst(byCondition[SystemComponentsHealthy]) ?? Worst(runtimes),
                    "SystemComponentsRunning",
                    "All system components are healthy."
                ),
        ];
    }

    private static string ConditionOf(ManagedResource resource) =>
        resource.Metadata.Labels?.GetValueOrDefault(WellKnown.Labels.CareConditionType)
        ?? (string.IsNullOrEmpty(resource.Spec?.Class) ? SystemComponentsHealthy : ControlPlaneHealthy);

    private static (string Reason, string Message)? Worst(IEnumerable<ManagedResource> resources) =>
        resources
            .Select(ManagedResourceHealth.Check)
            .Where(problem => problem is not null)
            .Select(problem => ((string, string)?)("ManagedResourceUnhealthy", problem!))
            .FirstOrDefault();

    private static (string Reason, string Message)? Worst(IEnumerable<ContainerRuntime> runtimes) =>
        (
            from runtime in runtimes.OrderBy(item => item.Metadata.Name, StringComparer.Ordinal)
            from condition in runtime.Status?.Conditions ?? []
            where condition.Status == "False"
            let name = $"{runtime.Metadata.Namespace}/{runtime.Metadata.Name}"
            select ((string, string)?)
                (
                    "ContainerRuntimeUnhealthyReport",
                    $"ContainerRuntime extension ({name}) reports failing health check: {condition.Message}"
                )
        ).FirstOrDefault();

    private static Condition Condition(
        string type,
        (string Reason, string Message)? problem,
        string healthyReason,
        string healthyMessage
    ) =>
        problem is { } found
            ? new Condition
            {
                Type = type,
                Status = "False",
                Reason = found.Reason,
                Message = found.Message,
            }
            : Healthy(type, healthyReason, healthyMessage);

    private static Condition Healthy(string type, string reason, string message) =>
        new()
        {
            Type = type,
            Status = "True",
            Reason = reason,
            Message = message,
        };
}
