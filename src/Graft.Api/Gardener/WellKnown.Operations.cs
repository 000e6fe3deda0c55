namespace Graft.Api.Gardener;

public static partial class WellKnown
{
    /// <summary>Values of <see cref="Annotations.Operation"/>.</summary>
    public static class Operations
    {
        public const string Reconcile = "reconcile";

        public const string WaitForState = "wait-for-state";

        public const string Restore = "restore";

        public const string Migrate = "migrate";
    }
}
