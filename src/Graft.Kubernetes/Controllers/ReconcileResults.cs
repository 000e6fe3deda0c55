namespace Graft.Kubernetes.Controllers;

/// <summary>The values of the label <c>result</c>.</summary>
internal static class ReconcileResults
{
    public const string Success = "success";
    public const string Error = "error";
    public const string RequeueAfter = "requeue_after";

    public static IReadOnlyList<string> All { get; } = [Success, Error, RequeueAfter];
}
