using Graft.Api.Gardener;

namespace Graft.Extensions.Controllers;

/// <summary>Which operation an object's annotations, deletion timestamp and last operation call for (wire contract, 6.1).</summary>
internal static class OperationDecision
{
    /// <summary>What the core asks for with the operation annotation; null without one.</summary>
    public static string? Requested<T>(T item)
        where T : class, IExtensionObject<T> =>
        item.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.Operation);

    /// <summary>The first that matches: wishes for a move, deletion, what is unfinished, else the everyday reconcile.</summary>
    public static Operation For<T>(T item)
        where T : class, IExtensionObject<T>
    {
        var last = item.Status?.LastOperation;
        return Requested(item) switch
        {
            WellKnown.Operations.Migrate => Operation.Migrate,
            _ when item.Metadata.DeletionTimestamp is not null => Operation.Delete,
            WellKnown.Operations.Restore => Operation.Restore,
            _ when last is null => Operation.Create,
            _ when last.State == LastOperationState.Succeeded => Operation.Reconcile,
            _ => last.Type switch
            {
                LastOperationType.Create => Operation.Create,
                LastOperationType.Migrate => Operation.Migrate,
                LastOperationType.Restore => Operation.Restore,
                _ => Operation.Reconcile,
            },
        };
    }

    /// <summary>The object has left for another seed; only a restore, or another migrate, wakes it.</summary>
    public static bool IsMigrated<T>(T item)
        where T : class, IExtensionObject<T> =>
        item.Status?.LastOperation is { Type: LastOperationType.Migrate, State: LastOperationState.Succeeded };
}
