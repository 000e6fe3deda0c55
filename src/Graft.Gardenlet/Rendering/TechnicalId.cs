using Graft.Api.Gardener;

namespace Graft.Gardenlet.Rendering;

/// <summary>The name of a Shoot within its seed.</summary>
public static class TechnicalId
{
    private const string ProjectNamespacePrefix = "garden-";

    /// <summary>The recorded ID, else the one that follows from namespace and name.</summary>
    public static string Of(Shoot shoot) =>
        shoot.Status?.TechnicalID is { Length: > 0 } recorded
            ? recorded
            : Of(ProjectOf(shoot.Metadata.Namespace ?? ""), shoot.Metadata.Name ?? "");

    public static string Of(string project, string shoot) => $"shoot--{project}--{shoot}";

    /// <summary>The project that owns a namespace by naming convention: <c>garden-dev</c> belongs to <c>dev</c>.</summary>
    public static string ProjectOf(string gardenNamespace) =>
        gardenNamespace.StartsWith(ProjectNamespacePrefix, StringComparison.Ordinal)
            ? gardenNamespace[ProjectNamespacePrefix.Length..]
            : gardenNamespace;
}
