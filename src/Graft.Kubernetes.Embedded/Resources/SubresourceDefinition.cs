namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>A subresource such as <c>status</c>, as discovery and OpenAPI list it.</summary>
/// <param name="Name">The last part of its path.</param>
/// <param name="Verbs">What the API allows on it.</param>
/// <param name="Kind">The kind of its bodies where it differs from the resource's own, such as <c>TokenRequest</c>.</param>
/// <param name="Group">The group of <paramref name="Kind"/>.</param>
/// <param name="Version">The version of <paramref name="Kind"/>.</param>
internal sealed record SubresourceDefinition(
    string Name,
    IReadOnlyList<string> Verbs,
    string? Kind = null,
    string? Group = null,
    string? Version = null
)
{
    /// <summary>The status subresource that most kinds have.</summary>
    public static SubresourceDefinition Status { get; } = new("status", ["get", "patch", "update"]);

    /// <summary>How many replicas an object wants and has.</summary>
    public static SubresourceDefinition Scale { get; } =
        new("scale", ["get", "patch", "update"], "Scale", "autoscaling", "v1");
}
