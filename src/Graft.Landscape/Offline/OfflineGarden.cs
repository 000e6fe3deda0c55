using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Extensions.Admission;
using Graft.Gardenlet.Admission;
using Graft.Gardenlet.Rendering;
using Graft.Landscape.Fixtures;
using Graft.Runtimes.GVisor.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Landscape.Offline;

/// <summary>
/// What the garden of a local landscape would answer, without any server: the landscape's own objects, those given in
/// manifests, the core's rules, and the rules of the runtime extensions' webhooks.
/// </summary>
public sealed class OfflineGarden
{
    private readonly Dictionary<string, CloudProfile> _profiles;
    private readonly Dictionary<string, Project> _projects;
    private readonly List<ControllerRegistration> _registrations;
    private readonly ShootValidation _extensions = new([
        .. GVisorAdmission.CreateValidators(),
        .. KataAdmission.CreateValidators(AdmissionPolicy.Kata),
    ]);

    /// <param name="manifests">Objects beside the landscape's own; a CloudProfile of the same name replaces one of those.</param>
    /// <exception cref="JsonException">A CloudProfile, Project or ControllerRegistration has a field of a wrong type.</exception>
    public OfflineGarden(IEnumerable<JsonObject> manifests)
    {
        var all = LandscapeFixtures.Garden.Concat(manifests).ToList();
        _profiles = Of<CloudProfile>(all)
            .Select(CloudProfileAdmission.Default)
            .GroupBy(profile => profile.Metadata.Name ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        _projects = Of<Project>(all)
            .GroupBy(project => project.Spec?.Namespace ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        _registrations = [.. Of<ControllerRegistration>(all)];
    }

    /// <summary>Defaults a Shoot and judges it.</summary>
    public async Task<OfflineVerdict<Shoot>> AdmitAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var profile = ProfileOf(shoot);
        var context = new ShootAdmissionContext
        {
            CloudProfile = profile?.Spec,
            Registrations = _registrations,
            Project = _projects.GetValueOrDefault(shoot.Metadata.Namespace ?? "")?.Metadata.Name,
        };
        var outcome = ShootAdmission.Admit(old: null, shoot, context);
        if (outcome.Refusal is { } refusal)
        {
            return new OfflineVerdict<Shoot>(outcome.Object, refusal.Message);
        }
        var review = new ShootReview(
            old: null,
            outcome.Object,
            new FixedCloudProfile(profile?.Spec ?? new CloudProfileSpec())
        );
        var errors = await _extensions.ValidateAsync(review, cancellationToken);
        return new OfflineVerdict<Shoot>(outcome.Object, errors.IsEmpty ? null : errors.ToValidationText());
    }

    /// <summary>Defaults a CloudProfile and judges it.</summary>
    public static OfflineVerdict<CloudProfile> Admit(CloudProfile profile)
    {
        var outcome = CloudProfileAdmission.Admit(profile);
        return new OfflineVerdict<CloudProfile>(outcome.Object, outcome.Refusal?.Message);
    }

    /// <summary>What the core would write into a seed for an admitted Shoot.</summary>
    /// <exception cref="ShootRenderingException">The Shoot cannot be rendered; the message says why.</exception>
    public ShootObjects Render(Shoot shoot)
    {
        var options = new RenderOptions
        {
            TechnicalId = _projects.GetValueOrDefault(shoot.Metadata.Namespace ?? "") is { Metadata.Name: { } project }
                ? TechnicalId.Of(project, shoot.Metadata.Name ?? "")
                : null,
        };
        return ShootRenderer.Render(shoot, ProfileOf(shoot) ?? new CloudProfile(), seed: null, options);
    }

    private CloudProfile? ProfileOf(Shoot shoot) =>
        _profiles.GetValueOrDefault(shoot.Spec?.CloudProfile?.Name ?? shoot.Spec?.CloudProfileName ?? "");

    private static IEnumerable<T> Of<T>(IEnumerable<JsonObject> manifests)
        where T : class, IResource<T> =>
        manifests
            .Where(manifest => (string?)manifest["kind"] == T.ResourceType.Kind)
            .Select(manifest => manifest.Deserialize(T.JsonTypeInfo)!);
}
