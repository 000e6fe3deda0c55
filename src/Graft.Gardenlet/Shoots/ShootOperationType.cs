using System.Text.Json;
using Graft.Api.Gardener;

namespace Graft.Gardenlet.Shoots;

/// <summary>Decides what a Shoot needs: which operation, or none (wire contract, section 4.1: triggers).</summary>
internal static class ShootOperationType
{
    private const string Retry = "retry";

    /// <returns>One of <see cref="LastOperationType"/>; null where nothing is to be done.</returns>
    public static string? Of(Shoot shoot, string gardenletVersion)
    {
        if (shoot.Metadata.DeletionTimestamp is not null)
        {
            return shoot.Metadata.Finalizers?.Contains(WellKnown.Finalizers.Gardener, StringComparer.Ordinal) == true
                ? LastOperationType.Delete
                : null;
        }
        var last = shoot.Status?.LastOperation;
        var isChanged = shoot.Status?.ObservedGeneration != shoot.Metadata.Generation;
        var isDue = last?.State switch
        {
            LastOperationState.Succeeded => isChanged || IsAskedFor(shoot) || VersionOf(shoot) != gardenletVersion,
            LastOperationState.Failed => isChanged || IsAskedFor(shoot),
            _ => true,
        };
        return isDue ? TypeAfter(last) : null;
    }

    /// <summary>The owner's annotation, which is taken off before the work begins.</summary>
    public static bool IsAskedFor(Shoot shoot) =>
        shoot.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.Operation)
            is WellKnown.Operations.Reconcile
                or Retry;

    // What was begun is finished under its own name.
    private static string TypeAfter(LastOperation? last) =>
        last switch
        {
            null => LastOperationType.Create,
            { Type: LastOperationType.Create or LastOperationType.Restore, State: not LastOperationState.Succeeded } =>
                last.Type,
            _ => LastOperationType.Reconcile,
        };

    private static string? VersionOf(Shoot shoot) =>
        shoot.Status?.UnknownFields?.TryGetValue("gardener", out var gardener) == true
        && gardener.ValueKind == JsonValueKind.Object
        && gardener.TryGetProperty("version", out var version)
            ? version.GetString()
            : null;
}
