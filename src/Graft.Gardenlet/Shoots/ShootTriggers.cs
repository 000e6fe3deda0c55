using Graft.Api.Gardener;
using Graft.Kubernetes.Controllers;

namespace Graft.Gardenlet.Shoots;

/// <summary>Which changes of a Shoot are worth a look; what then happens is decided afresh from its state.</summary>
internal static class ShootTriggers
{
    public static IPredicate<Shoot> Predicate { get; } =
        Kubernetes.Controllers.Predicate.Create<Shoot>(
            created: _ => true,
            updated: (old, now) =>
                old.Metadata.Generation != now.Metadata.Generation
                || old.Metadata.DeletionTimestamp != now.Metadata.DeletionTimestamp
                || (!ShootOperationType.IsAskedFor(old) && ShootOperationType.IsAskedFor(now)),
            deleted: _ => false
        );
}
