using System.Text.Json.Nodes;

namespace Graft.Gardenlet.CustomResourceDefinitions;

/// <summary>
/// The definitions of the extension kinds and of ManagedResource, with the same fields and rules as Gardener's own: either
/// may write what the other reads.
/// </summary>
public static class SeedCustomResourceDefinitions
{
    /// <summary>Fresh copies of all definitions.</summary>
    public static IReadOnlyList<JsonObject> All =>
        EmbeddedManifests.Read(
            typeof(SeedCustomResourceDefinitions).Assembly,
            "Graft.Gardenlet.CustomResourceDefinitions.Seed"
        );
}
