using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>The webhooks of all configurations of one kind, read anew when a configuration changes.</summary>
internal sealed class WebhookSet(ObjectStore store, IAuthorizer authorizer, string plural) : IDisposable
{
    private readonly GroupResource _resource = new("admissionregistration.k8s.io", plural);
    private readonly ServiceEndpoints _endpoints = new(store);
    private readonly Lock _lock = new();
    private object? _readFrom;
    private IReadOnlyList<Webhook> _webhooks = [];

    /// <summary>In the order of their configurations' names.</summary>
    public IReadOnlyList<Webhook> Current()
    {
        var state = store.Current;
        state.Kinds.TryGetValue(_resource, out var source);
        lock (_lock)
        {
            if (!ReferenceEquals(_readFrom, source))
            {
                // Calls may still be under way on the old ones; they go when the last is done.
                _webhooks =
                [
                    .. state
                        .List(_resource)
                        .SelectMany(configuration => configuration.Value.Objects("webhooks"))
                        .Select(webhook => new Webhook(webhook, _endpoints, authorizer)),
                ];
                _readFrom = source;
            }
            return _webhooks;
        }
    }

    public void Dispose()
    {
        foreach (var webhook in _webhooks)
        {
            webhook.Dispose();
        }
    }
}
