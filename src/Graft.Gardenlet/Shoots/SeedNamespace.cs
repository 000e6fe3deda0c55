using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;
using Graft.Gardenlet.Flow;
using Graft.Gardenlet.Rendering;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>The Shoot's namespace in the seed and the Cluster object beside it.</summary>
internal sealed class SeedNamespace(IKubernetesClient seed, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    public async Task DeployAsync(ShootObjects objects, CancellationToken cancellationToken) =>
        await seed.CreateOrPatchAsync<Namespace>(
            new ObjectKey(objects.TechnicalId),
            current => current is null ? objects.Namespace : Labelled(current, objects.Namespace),
            cancellationToken
        );

    public async Task DeployClusterAsync(ShootObjects objects, CancellationToken cancellationToken) =>
        await seed.CreateOrPatchAsync<Cluster>(
            new ObjectKey(objects.TechnicalId),
            current =>
                current is null
                    ? objects.Cluster
                    : current with
                    {
                        Metadata = current.Metadata with
                        {
                            Annotations = Union(current.Metadata.Annotations, objects.Cluster.Metadata.Annotations),
                        },
                        Spec = objects.Cluster.Spec,
                    },
            cancellationToken
        );

    public Task DeleteAsync(string technicalId, CancellationToken cancellationToken) =>
        seed.TryDeleteAsync<Namespace>(new ObjectKey(technicalId), cancellationToken);

    public Task DeleteClusterAsync(string technicalId, CancellationToken cancellationToken) =>
        seed.TryDeleteAsync<Cluster>(new ObjectKey(technicalId), cancellationToken);

    /// <exception cref="CodedException">Objects with finalizers hold the namespace.</exception>
    public Task WaitUntilDeletedAsync(string technicalId, CancellationToken cancellationToken) =>
        new LiveWait<Namespace>(
            seed,
            new ListOptions { FieldSelector = $"metadata.name={technicalId}" },
            s_limit,
            time
        ).UntilAsync(items => items.Count == 0 ? null : $"namespace {technicalId} is still present", cancellationToken);

    private static Namespace Labelled(Namespace current, Namespace wanted) =>
        current with
        {
            Metadata = current.Metadata with { Labels = Union(current.Metadata.Labels, wanted.Metadata.Labels) },
        };

    private static Dictionary<string, string> Union(
        IReadOnlyDictionary<string, string>? current,
        IReadOnlyDictionary<string, string>? wanted
    )
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (current ?? result).Concat(wanted ?? result).ToList())
        {
            result[key] = value;
        }
        return result;
    }
}
