using Graft.Api.Gardener;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes;

namespace Graft.Extensions.HealthChecks;

/// <summary>Health checks that many extensions need.</summary>
public static class CommonHealthChecks
{
    /// <summary>Is a ManagedResource in the object's namespace applied, healthy and rolled out?</summary>
    /// <param name="conditionType">The condition on the object.</param>
    /// <param name="resources">Where it is cached.</param>
    /// <param name="nameOf">Its name.</param>
    public static HealthCheck<T> ManagedResource<T>(
        string conditionType,
        ManagedResourceSet resources,
        Func<T, string> nameOf
    )
        where T : class, IExtensionObject<T> =>
        new(
            conditionType,
            (item, _, _) => Task.FromResult(Look(resources, new ObjectKey(item.Metadata.Namespace, nameOf(item))))
        );

    private static HealthCheckResult Look(ManagedResourceSet resources, ObjectKey key) =>
        resources.Find(key) is not { } resource ? HealthCheckResult.Unhealthy($"managed resource {key} not found")
        : ManagedResourceHealth.FindProblem(resource) is { } problem ? HealthCheckResult.Unhealthy(problem)
        : HealthCheckResult.Healthy;
}
