using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>CloudProfiles of the garden, from a cache that begins with the first question.</summary>
internal sealed class GardenCloudProfiles(IKubernetesClient garden, InformerSet informers) : ICloudProfileSource
{
    public async Task<CloudProfileSpec> GetAsync(Shoot shoot, CancellationToken cancellationToken)
    {
        var @namespace = shoot.Metadata.Namespace;
        try
        {
            return await FindAsync(shoot, @namespace, cancellationToken);
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or InvalidDataException)
        {
            throw new CloudProfileException(
                $"failed to get cloud profile for shoot {@namespace}/{shoot.Metadata.Name}: {exception.Message}",
                exception
            );
        }
    }

    private async Task<CloudProfileSpec> FindAsync(Shoot shoot, string? @namespace, CancellationToken cancellationToken)
    {
        var reference = shoot.Spec?.CloudProfile;
        var name = reference?.Name ?? shoot.Spec?.CloudProfileName;
        if (name is not { Length: > 0 })
        {
            throw new InvalidDataException("it names none");
        }
        if (reference?.Kind == NamespacedCloudProfile.ResourceType.Kind)
        {
            var key = new ObjectKey(@namespace, name);
            var own = await CachedAsync<NamespacedCloudProfile>(key, cancellationToken);
            return own.Status?.CloudProfileSpec
                ?? throw new InvalidDataException($"{reference.Kind} {key} has not been merged yet");
        }
        var profile = await CachedAsync<CloudProfile>(new ObjectKey(name), cancellationToken);
        return profile.Spec ?? new CloudProfileSpec();
    }

    /// <summary>What the cache does not have yet may have been created a moment ago.</summary>
    private async Task<T> CachedAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, Api.IResource<T>
    {
        var cache = informers.Get<T>();
        await cache.WaitUntilSyncedAsync(cancellationToken);
        return cache.Find(key) ?? await garden.GetAsync<T>(key, cancellationToken);
    }
}
