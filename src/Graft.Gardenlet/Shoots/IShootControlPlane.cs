using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// How a Shoot's own API server and the resource manager that serves it come to be. In a local landscape they are started;
/// elsewhere somebody else runs them and they are only looked for. All methods may be called again at any time.
/// </summary>
public interface IShootControlPlane
{
    /// <summary>Returns when the API server answers.</summary>
    /// <param name="technicalId">Names the Shoot; also its namespace in the seed, which exists.</param>
    /// <param name="version">The Shoot's Kubernetes version, as its owner wrote it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ClusterConnection> EnsureAsync(string technicalId, string version, CancellationToken cancellationToken);

    /// <summary>Returns when ManagedResources of the Shoot's seed namespace are served.</summary>
    Task EnsureResourceManagerAsync(string technicalId, ClusterConnection shoot, CancellationToken cancellationToken);

    /// <summary>Ends both and forgets the cluster's state. Nothing to delete is no error.</summary>
    Task DeleteAsync(string technicalId, CancellationToken cancellationToken);
}
