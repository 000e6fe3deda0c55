using Graft.Api.Gardener;
using Graft.Gardenlet.Extensions;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>The ManagedResources of a Shoot's seed namespace, whoever wrote them.</summary>
internal sealed class ManagedResources(IKubernetesClient seed, string technicalId, TimeProvider time)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Those for the shoot cluster, which have no class.</summary>
    public Task WaitUntilRolledOutAsync(CancellationToken cancellationToken) =>
        WaitAsync(
            items =>
                items
                    .Where(item => string.IsNullOrEmpty(item.Spec?.Class))
                    .OrderBy(item => item.Metadata.Name, StringComparer.Ordinal)
                    .Select(ManagedResourceHealth.CheckRolledOut)
                    .FirstOrDefault(problem => problem is not null),
            cancellationToken
        );

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var list = await seed.ListAsync<ManagedResource>(ListOptions.In(technicalId), cancellationToken);
        await ParallelWork.ForAllAsync(
            list.Items,
            item =>
                seed.TryDeleteAsync<ManagedResource>(new ObjectKey(technicalId, item.Metadata.Name!), cancellationToken)
        );
    }

    public Task WaitUntilDeletedAsync(CancellationToken cancellationToken) =>
        WaitAsync(
            items =>
                items.Count == 0
                    ? null
                    : $"managed resources are still present: {string.Join(", ", items.Select(item => item.Metadata.Name).Order(StringComparer.Ordinal))}",
            cancellationToken
        );

    private Task WaitAsync(Func<IReadOnlyCollection<ManagedResource>, string?> check, CancellationToken token) =>
        new LiveWait<ManagedResource>(seed, ListOptions.In(technicalId), s_limit, time).UntilAsync(check, token);
}
