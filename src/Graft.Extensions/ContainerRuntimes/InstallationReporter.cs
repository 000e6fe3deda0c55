using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.Controllers;
using Graft.Extensions.Controllers.Operations;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// Keeps <c>status.providerStatus</c> in step with what the resource manager reports between two reconciles. Writes only
/// what has changed, and nothing else of the status.
/// </summary>
internal sealed class InstallationReporter(
    IKubernetesClient seed,
    Informer<ContainerRuntime> runtimes,
    ClusterReader clusters,
    RuntimeInstallation installation
) : IReconciler
{
    private static readonly Resource<ContainerRuntime> s_resource = Resource.Of<ContainerRuntime>();

    /// <summary>
    /// Creations count, and what a reconcile has just written: it may have looked at the resource manager's report a moment
    /// too early.
    /// </summary>
    public static IPredicate<ContainerRuntime> Changes(Func<ContainerRuntime, bool> isOurs) =>
        Predicate.Create<ContainerRuntime>(
            isOurs,
            (old, item) =>
                isOurs(item)
                && item.Status?.LastOperation is { State: not LastOperationState.Processing } last
                && (
                    last.State != old.Status?.LastOperation?.State
                    || !SameJson(old.Status?.ProviderStatus, item.Status.ProviderStatus)
                ),
            _ => false
        );

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (runtimes.Find(key) is not { } runtime || !IsReported(runtime))
        {
            return ReconcileResult.Done;
        }
        var wanted = installation.StatusOf(runtime).ToJson();
        if (SameJson(runtime.Status?.ProviderStatus, wanted))
        {
            return ReconcileResult.Done;
        }
        var patch = new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["providerStatus"] = RawStatus.Replace(runtime.Status?.ProviderStatus, wanted),
            },
        };
        try
        {
            await seed.PatchAsync(s_resource, key, Patch.Merge(patch), WriteOptions.Status, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone in the meantime: there is nobody left to tell.
        }
        return ReconcileResult.Done;
    }

    private bool IsReported(ContainerRuntime runtime) =>
        runtime.Metadata.DeletionTimestamp is null
        // On its way to another seed: the core has read the status already.
        && OperationDecision.Requested(runtime) != WellKnown.Operations.Migrate
        && runtime.Status?.LastOperation
            is { Type: not LastOperationType.Migrate, State: not LastOperationState.Processing }
        && clusters.Find(runtime.Metadata.Namespace) is { IsFailed: false };

    private static bool SameJson(JsonElement? one, JsonElement? other) =>
        one is { } a && other is { } b ? JsonElement.DeepEquals(a, b) : one is null && other is null;
}
