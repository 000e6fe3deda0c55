using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.Life;

/// <summary>
/// Does to ManagedResources what the resource managers of all Shoots do to them in the seed: holds them by a finalizer,
/// reports them healthy, lets them go. Where it sleeps it lets nothing go, and reports nothing.
/// </summary>
internal sealed class StandInResourceManager : IReconciler, IAsyncDisposable
{
    private static readonly Resource<ManagedResource> s_resource = Resource.Of<ManagedResource>();

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _asleep = new(StringComparer.Ordinal);
    private readonly IKubernetesClient _client;
    private readonly Informer<ManagedResource> _resources;
    private readonly Controller _controller;
    private readonly Task _running;

    public StandInResourceManager(IKubernetesClient client, InformerSet informers)
    {
        _client = client;
        _resources = informers.Get<ManagedResource>();
        _controller = new ControllerBuilder<ManagedResource>("stand-in", informers).Build(
            this,
            new ControllerOptions { MaxConcurrentReconciles = 5 },
            TimeProvider.System,
            Random.Shared,
            NullLoggerFactory.Instance
        );
        _running = _controller.RunAsync(_stop.Token);
    }

    /// <summary>From now on nothing of the namespace is let go: the Shoot sleeps, or is out of reach.</summary>
    public void Sleep(string @namespace) => _asleep[@namespace] = true;

    public void Wake(string @namespace)
    {
        _asleep.TryRemove(@namespace, out _);
        foreach (var resource in _resources.List(@namespace))
        {
            _controller.Enqueue(s_resource.KeyOf(resource));
        }
    }

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_resources.Find(key) is not { } resource || _asleep.ContainsKey(key.Namespace ?? ""))
        {
            return ReconcileResult.Done;
        }
        try
        {
            await (
                resource.Metadata.DeletionTimestamp is null
                    ? HoldAsync(resource, cancellationToken)
                    : SetFinalizersAsync(resource, [], cancellationToken)
            );
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone: nothing to do any more.
        }
        return ReconcileResult.Done;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task HoldAsync(ManagedResource resource, CancellationToken cancellationToken)
    {
        if (resource.Metadata.Finalizers?.Contains(WellKnown.Finalizers.ResourceManager) != true)
        {
            await SetFinalizersAsync(resource, [WellKnown.Finalizers.ResourceManager], cancellationToken);
        }
        if (resource.Status?.ObservedGeneration != resource.Metadata.Generation)
        {
            var status = Reports.Healthy(resource.Metadata.Generation);
            await _client.PatchStatusDifferenceAsync(resource, resource with { Status = status }, cancellationToken);
        }
    }

    private Task SetFinalizersAsync(ManagedResource resource, string[] finalizers, CancellationToken cancellationToken)
    {
        var metadata = new JsonObject
        {
            ["finalizers"] = new JsonArray([.. finalizers.Select(name => JsonValue.Create(name))]),
            ["resourceVersion"] = resource.Metadata.ResourceVersion,
        };
        return _client.PatchAsync<ManagedResource>(
            s_resource.KeyOf(resource),
            Patch.Merge(new JsonObject { ["metadata"] = metadata }),
            cancellationToken
        );
    }
}
