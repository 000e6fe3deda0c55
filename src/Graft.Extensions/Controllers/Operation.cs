namespace Graft.Extensions.Controllers;

/// <summary>What is done with an extension object.</summary>
internal enum Operation
{
    Create,
    Reconcile,
    Delete,
    Migrate,
    Restore,
}
