using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;

namespace Graft.Gardenlet.Admission;

/// <summary>Objects that take much with them go only after somebody has confirmed it by annotation.</summary>
internal static class DeletionConfirmation
{
    /// <summary>Null where the object carries the confirmation.</summary>
    public static Refusal? Check(ResourceType type, ObjectMeta metadata) =>
        metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.ConfirmationDeletion) == "true"
            ? null
            : Refusal.Forbidden(
                type.GroupResource,
                metadata.Name,
                $"must have a \"{WellKnown.Annotations.ConfirmationDeletion}\" annotation to delete"
            );
}
