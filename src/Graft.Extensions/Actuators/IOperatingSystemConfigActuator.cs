using Graft.Api.Gardener;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Actuators;

/// <summary>
/// What the author of an operating system writes: units and files in, user data or additional units and files out. Usually
/// only <see cref="ReconcileAsync"/>, since nothing outside of the object's own namespace has to be cleaned up.
/// </summary>
public interface IOperatingSystemConfigActuator
{
    /// <summary>Computes the result; the controller stores it (wire contract, section 6.4).</summary>
    Task<OperatingSystemConfigResult> ReconcileAsync(
        OperatingSystemConfig config,
        ClusterContext cluster,
        CancellationToken cancellationToken
    );

    Task DeleteAsync(OperatingSystemConfig config, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    Task ForceDeleteAsync(OperatingSystemConfig config, ClusterContext cluster, CancellationToken cancellationToken) =>
        DeleteAsync(config, cluster, cancellationToken);

    Task MigrateAsync(OperatingSystemConfig config, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    Task<OperatingSystemConfigResult> RestoreAsync(
        OperatingSystemConfig config,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ReconcileAsync(config, cluster, cancellationToken);
}
