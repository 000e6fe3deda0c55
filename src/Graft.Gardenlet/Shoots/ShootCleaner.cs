using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// Removes from a shoot that is being deleted what its users put there and what could get in the way: webhooks first,
/// whose servers die with their nodes, then the users' namespaces.
/// </summary>
internal sealed class ShootCleaner(IKubernetesClient shoot, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await DeleteAsync<ValidatingWebhookConfiguration>(_ => true, cancellationToken);
        await DeleteAsync<MutatingWebhookConfiguration>(_ => true, cancellationToken);
        await DeleteAsync<Namespace>(IsOfUser, cancellationToken);
        await new LiveWait<Namespace>(shoot, new ListOptions(), s_limit, time).UntilAsync(
            items =>
                items.FirstOrDefault(IsOfUser) is { } rest
                    ? $"namespace \"{rest.Metadata.Name}\" of the shoot is still present"
                    : null,
            cancellationToken
        );
    }

    private static bool IsOfUser(Namespace item) => !ShootNamespaces.All.Contains(item.Metadata.Name!);

    private async Task DeleteAsync<T>(Func<T, bool> which, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var objects = await ListAsync<T>(cancellationToken);
        await ParallelWork.ForAllAsync(
            objects.Where(item => !IsKept(item) && which(item)),
            item => shoot.TryDeleteAsync<T>(new ObjectKey(item.Metadata.Name!), cancellationToken)
        );
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        try
        {
            return (await shoot.ListAsync<T>(cancellationToken)).Items;
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // This API server does not serve the kind.
            return [];
        }
    }

    private static bool IsKept<T>(T item)
        where T : class, IResource<T> => item.Metadata.Labels?.GetValueOrDefault(WellKnown.Labels.NoCleanup) == "true";
}
