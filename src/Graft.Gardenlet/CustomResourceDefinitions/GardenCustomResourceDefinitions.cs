using System.Text.Json.Nodes;

namespace Graft.Gardenlet.CustomResourceDefinitions;

/// <summary>
/// The definitions of Gardener's own kinds, for a garden without Gardener's API server. They check shapes only, so that
/// what is wrong with a Shoot is said by <see cref="Admission.ShootAdmission"/>, in Gardener's words; fields that Graft
/// does not know are kept.
/// </summary>
public static class GardenCustomResourceDefinitions
{
    /// <summary>Fresh copies of all definitions.</summary>
    public static IReadOnlyList<JsonObject> All =>
        EmbeddedManifests.Read(
            typeof(GardenCustomResourceDefinitions).Assembly,
            "Graft.Gardenlet.CustomResourceDefinitions.Garden"
        );
}
