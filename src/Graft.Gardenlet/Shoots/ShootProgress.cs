using Graft.Gardenlet.Flow;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>A change in the flow of a Shoot, for those who show it live.</summary>
/// <param name="Shoot">Namespace and name in the garden.</param>
/// <param name="Progress">The flow as it is now.</param>
public sealed record ShootProgress(ObjectKey Shoot, FlowProgress Progress);
