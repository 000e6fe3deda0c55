using Graft.Api.Gardener;

namespace Graft.Extensions.Controllers;

/// <summary>The words of the status texts (wire contract, section 6.2).</summary>
internal static class OperationWords
{
    extension(Operation operation)
    {
        /// <summary>The value of <c>lastOperation.type</c>.</summary>
        public string Type =>
            operation switch
            {
                Operation.Create => LastOperationType.Create,
                Operation.Reconcile => LastOperationType.Reconcile,
                Operation.Delete => LastOperationType.Delete,
                Operation.Migrate => LastOperationType.Migrate,
                _ => LastOperationType.Restore,
            };

        /// <summary>As in "reconciling the object"; a creation is worded as a reconcile.</summary>
        public string Doing =>
            operation switch
            {
                Operation.Delete => "deleting",
                Operation.Migrate => "migrating",
                Operation.Restore => "restoring",
                _ => "reconciling",
            };

        /// <summary>As in "successfully reconciled".</summary>
        public string Done =>
            operation switch
            {
                Operation.Delete => "deleted",
                Operation.Migrate => "migrated",
                Operation.Restore => "restored",
                _ => "reconciled",
            };
    }
}
