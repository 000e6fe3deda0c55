using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Graft.ResourceManager.Applying;
using Graft.ResourceManager.GarbageCollection;
using Graft.ResourceManager.Objects;
using Microsoft.Extensions.Logging;

namespace Graft.ResourceManager;

/// <summary>
/// The resource manager: keeps in the target cluster what the ManagedResources of the source cluster say, and reports in
/// their conditions how it fares (wire contract 11). One runs per shoot, with the shoot's namespace as its source.
/// </summary>
public sealed class ManagedResourceController(
    IKubernetesClient source,
    IKubernetesClient target,
    ResourceManagerOptions options,
    TimeProvider time,
    Random random,
    ILoggerFactory loggerFactory
)
{
    /// <summary>
    /// Works until cancelled; then ends without an exception, once running reconciles are over. Clusters that cannot be
    /// reached are tried again.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var scope = InformerScope.In(options.SourceNamespace);
        var sourceInformers = new InformerSet(source, time, random, loggerFactory);
        var targetInformers = new InformerSet(target, time, random, loggerFactory);
        var managedResources = sourceInformers.Get<ManagedResource>(scope);
        var secrets = sourceInformers.Get<Secret>(scope);
        var metadata = new ManagedMetadata(options.ClusterId);
        Controller? controller = null;
        using var cluster = new TargetCluster(target, targetInformers, metadata, time)
        {
            OnChange = key => EnqueueOwn(controller, managedResources, key),
        };
        var reconciler = new ManagedResourceReconciler(
            source,
            secrets,
            cluster,
            metadata,
            options,
            time,
            loggerFactory.CreateLogger<ManagedResourceReconciler>()
        );
        controller = new ControllerBuilder<ManagedResource>("managedresource", sourceInformers, scope)
            .Where(IsOwn)
            .Where(Predicate.IgnoringStatusUpdates<ManagedResource>())
            .Watching<Secret>(scope, secret => ReferringTo(secret, managedResources))
            .Build(
                reconciler,
                new ControllerOptions { MaxConcurrentReconciles = options.MaxConcurrentReconciles },
                time,
                random,
                loggerFactory
            );
        var collector = new GarbageCollector(
            source,
            managedResources,
            secrets,
            options,
            time,
            loggerFactory.CreateLogger<GarbageCollector>()
        );
        await Task.WhenAll(
            sourceInformers.RunAsync(cancellationToken),
            targetInformers.RunAsync(cancellationToken),
            controller.RunAsync(cancellationToken),
            collector.RunAsync(cancellationToken)
        );
    }

    private void EnqueueOwn(Controller? controller, Informer<ManagedResource> managedResources, ObjectKey key)
    {
        if (managedResources.Find(key) is { } resource && IsOwn(resource))
        {
            controller?.Enqueue(key);
        }
    }

    /// <summary>Resources of other classes are another resource manager's, whatever leads to them.</summary>
    private bool IsOwn(ManagedResource resource) => (resource.Spec?.Class ?? "") == options.ResourceClass;

    private IEnumerable<ObjectKey> ReferringTo(Secret secret, Informer<ManagedResource> managedResources) =>
        managedResources
            .List(secret.Metadata.Namespace)
            .Where(resource =>
                IsOwn(resource)
                && resource.Metadata.DeletionTimestamp is null
                && (resource.Spec?.SecretRefs ?? []).Any(reference => reference.Name == secret.Metadata.Name)
            )
            .Select(resource => new ObjectKey(resource.Metadata.Namespace, resource.Metadata.Name ?? ""));
}
