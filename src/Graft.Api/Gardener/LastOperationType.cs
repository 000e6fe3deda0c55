namespace Graft.Api.Gardener;

/// <summary>Values of <see cref="LastOperation.Type"/>.</summary>
public static class LastOperationType
{
    public const string Create = "Create";
    public const string Reconcile = "Reconcile";
    public const string Delete = "Delete";
    public const string Migrate = "Migrate";
    public const string Restore = "Restore";
}
