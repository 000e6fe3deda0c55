using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Gardenlet.Admission;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Landscape.AddedExtensions;

namespace Graft.Landscape.Fixtures;

/// <summary>
/// What stands in the garden of a local landscape before anybody applies a Shoot: project <c>local</c>, CloudProfiles,
/// the Seed, and a ControllerRegistration for every extension that runs.
/// </summary>
public static class LandscapeFixtures
{
    /// <summary>Fresh copies of all objects, in an order in which they can be created.</summary>
    public static IReadOnlyList<JsonObject> Garden =>
        EmbeddedManifests.Read(typeof(LandscapeFixtures).Assembly, "Graft.Landscape.Fixtures");

    /// <summary>
    /// The same for a landscape with more extensions: their registrations, and the local images offer their runtimes.
    /// </summary>
    internal static IReadOnlyList<JsonObject> GardenWith(IReadOnlyList<AddedExtension> extensions)
    {
        var objects = Garden;
        var added = extensions.SelectMany(extension => extension.ContainerRuntimes).Distinct(StringComparer.Ordinal);
        foreach (var type in added)
        {
            foreach (var offered in OfferedRuntimes(objects))
            {
                offered.Add((JsonNode)new JsonObject { ["type"] = type });
            }
        }
        return [.. objects, .. extensions.SelectMany(extension => extension.Registrations)];
    }

    /// <summary>The CloudProfiles, defaulted as the garden does it.</summary>
    public static IReadOnlyList<CloudProfile> CloudProfiles =>
        [.. Of<CloudProfile>().Select(CloudProfileAdmission.Default)];

    /// <summary>The registrations of the extensions that run.</summary>
    public static IReadOnlyList<ControllerRegistration> Registrations => Of<ControllerRegistration>();

    /// <summary>
    /// What the garden of a local landscape would know when the Shoot is applied to it; for validation without a garden.
    /// </summary>
    public static ShootAdmissionContext AdmissionContextOf(Shoot shoot)
    {
        var profile = shoot.Spec?.CloudProfile?.Name ?? shoot.Spec?.CloudProfileName;
        var project = Of<Project>().FirstOrDefault(project => project.Spec?.Namespace == shoot.Metadata.Namespace);
        return new ShootAdmissionContext
        {
            CloudProfile = CloudProfiles.FirstOrDefault(known => known.Metadata.Name == profile)?.Spec,
            Registrations = Registrations,
            Project = project?.Metadata.Name,
        };
    }

    private static IEnumerable<JsonArray> OfferedRuntimes(IEnumerable<JsonObject> objects) =>
        objects
            .Where(item =>
                (string?)item["kind"] == CloudProfile.ResourceType.Kind && (string?)item["metadata"]!["name"] == "local"
            )
            .SelectMany(profile => profile["spec"]!["machineImages"]!.AsArray())
            .SelectMany(image => image!["versions"]!.AsArray())
            .SelectMany(version => version!["cri"] as JsonArray ?? [])
            .Select(cri => cri!["containerRuntimes"])
            .OfType<JsonArray>();

    private static IReadOnlyList<T> Of<T>()
        where T : class, IResource<T> =>
        [
            .. Garden
                .Where(item => (string?)item["kind"] == T.ResourceType.Kind)
                .Select(item => item.Deserialize(T.JsonTypeInfo)!),
        ];
}
