using Graft.Api.Gardener;
using Graft.Gardenlet.Admission;
using Graft.Kubernetes;

namespace Graft.Landscape.Admission;

/// <summary>Reads from the garden what the admission of a Shoot needs to know.</summary>
internal sealed class GardenReader(IKubernetesClient garden)
{
    private const string ProjectNamespacePrefix = "garden-";

    public async Task<ShootAdmissionContext> ReadContextAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var registrations = await garden.ListAsync<ControllerRegistration>(cancellationToken);
        return new ShootAdmissionContext
        {
            CloudProfile = await FindProfileAsync(shoot, cancellationToken),
            Registrations = registrations.Items,
            Project = ProjectOf(shoot.Metadata.Namespace),
        };
    }

    /// <summary>What the profile offers that the Shoot names; null where it names none that exists.</summary>
    public async Task<CloudProfileSpec?> FindProfileAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var name = shoot.Spec?.CloudProfile?.Name ?? shoot.Spec?.CloudProfileName;
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }
        if (shoot.Spec?.CloudProfile?.Kind == NamespacedCloudProfile.ResourceType.Kind)
        {
            var key = new ObjectKey(shoot.Metadata.Namespace, name);
            var namespaced = await garden.FindAsync<NamespacedCloudProfile>(key, cancellationToken);
            return namespaced?.Status?.CloudProfileSpec;
        }
        return (await garden.FindAsync<CloudProfile>(new ObjectKey(name), cancellationToken))?.Spec;
    }

    private static string? ProjectOf(string? @namespace) =>
        @namespace?.StartsWith(ProjectNamespacePrefix, StringComparison.Ordinal) == true
            ? @namespace[ProjectNamespacePrefix.Length..]
            : null;
}
