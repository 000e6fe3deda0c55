using Graft.Api.Gardener;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.HealthChecks;

/// <summary>
/// One question about the health of what an extension object stands for. Several checks may feed one condition: the worst
/// result is its status.
/// </summary>
/// <param name="ConditionType">The condition on the object, such as <c>SystemComponentsHealthy</c>.</param>
/// <param name="CheckAsync">
/// Asks. It should read caches rather than send requests; it is called for every object, every 30 seconds. An exception
/// makes the condition <c>Unknown</c>.
/// </param>
public sealed record HealthCheck<T>(
    string ConditionType,
    Func<T, ClusterContext, CancellationToken, Task<HealthCheckResult>> CheckAsync
)
    where T : class, IExtensionObject<T>
{
    /// <summary>
    /// How long a condition may stay <c>Progressing</c> before it counts as <c>False</c>. Default: null, for as long as the
    /// check says so.
    /// </summary>
    public TimeSpan? ProgressingLimit { get; init; }
}
