using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>Reads what a Shoot refers to.</summary>
internal sealed class Garden(IKubernetesClient client)
{
    /// <summary>The Shoot's profile; of a NamespacedCloudProfile what it comes to together with its parent.</summary>
    /// <exception cref="KubernetesException">There is no such profile.</exception>
    public async Task<CloudProfile> GetCloudProfileAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var reference = shoot.Spec?.CloudProfile;
        var name = reference?.Name ?? shoot.Spec?.CloudProfileName ?? "";
        if (reference?.Kind != NamespacedCloudProfile.ResourceType.Kind)
        {
            return await client.GetAsync<CloudProfile>(new ObjectKey(name), cancellationToken);
        }
        var profile = await client.GetAsync<NamespacedCloudProfile>(
            new ObjectKey(shoot.Metadata.Namespace, name),
            cancellationToken
        );
        return new CloudProfile { Metadata = profile.Metadata, Spec = profile.Status?.CloudProfileSpec };
    }

    public Task<Seed?> FindSeedAsync(string name, CancellationToken cancellationToken) =>
        client.FindAsync<Seed>(new ObjectKey(name), cancellationToken);

    /// <summary>The recorded ID, else the one of the project that owns the namespace.</summary>
    public async Task<string> GetTechnicalIdAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        if (shoot.Status?.TechnicalID is { Length: > 0 } recorded)
        {
            return recorded;
        }
        var projects = await client.ListAsync<Project>(cancellationToken);
        var owner = projects.Items.FirstOrDefault(project => project.Spec?.Namespace == shoot.Metadata.Namespace);
        return TechnicalId.Of(
            owner?.Metadata.Name ?? TechnicalId.ProjectOf(shoot.Metadata.Namespace ?? ""),
            shoot.Metadata.Name!
        );
    }
}
