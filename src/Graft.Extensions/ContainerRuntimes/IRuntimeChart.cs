using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.ManagedResources;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// What a container runtime puts into a Shoot: the only thing in which runtimes differ, and what the author of one writes.
/// </summary>
/// <remarks>
/// Every member is pure: equal input gives equal manifests, whatever the order of maps and of calls. Another byte rolls the
/// installers of a pool and may restart containerd on its nodes.
/// </remarks>
public interface IRuntimeChart
{
    /// <summary>What the Shoot has once, such as runtime classes and the installer's service account.</summary>
    /// <param name="pools">
    /// The ContainerRuntimes of this runtime that live in the Shoot, one per pool, in order of the pools' names. The
    /// configurations of others than the one in work may be unusable; that is theirs to report, and must not throw here.
    /// </param>
    /// <param name="cluster">The Shoot.</param>
    Manifest Shared(IReadOnlyList<ContainerRuntime> pools, ClusterContext cluster);

    /// <summary>What a pool has for itself: usually what <see cref="NodeInstaller.Render"/> gives.</summary>
    /// <exception cref="Actuators.ErrorCodesException">
    /// The configuration of the pool cannot be used; nothing is written, and the text becomes the object's status.
    /// </exception>
    Manifest Pool(ContainerRuntime runtime, ClusterContext cluster);

    /// <summary>
    /// What in a pool's configuration has no effect, such as a flag that this version does not know: one sentence each, told
    /// as a warning event on the object. Admission refuses such things; they remain in objects that are older than the rule.
    /// </summary>
    IReadOnlyList<string> FindIgnored(ContainerRuntime runtime) => [];
}
