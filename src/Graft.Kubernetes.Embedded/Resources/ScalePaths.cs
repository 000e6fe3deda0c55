namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>Where the fields stand that the scale subresource shows.</summary>
/// <param name="SpecReplicas">The wanted number.</param>
/// <param name="StatusReplicas">The present number.</param>
/// <param name="Selector">The selector of the pods, as text or as an object; empty where there is none.</param>
internal sealed record ScalePaths(
    IReadOnlyList<string> SpecReplicas,
    IReadOnlyList<string> StatusReplicas,
    IReadOnlyList<string> Selector
)
{
    /// <summary>As in the workloads that are built in.</summary>
    public static ScalePaths OfWorkloads { get; } =
        new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);

    /// <summary>Reads paths such as <c>.spec.replicas</c>.</summary>
    public static ScalePaths Parse(string specReplicas, string statusReplicas, string? selector) =>
        new(Split(specReplicas), Split(statusReplicas), Split(selector ?? ""));

    private static string[] Split(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);
}
