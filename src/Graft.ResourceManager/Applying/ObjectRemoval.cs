using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Applying;

/// <summary>Removes objects that a ManagedResource no longer wants.</summary>
internal sealed class ObjectRemoval(TargetCluster target, ObjectApplier applier)
{
    private static readonly DeleteOptions s_foreground = new() { PropagationPolicy = PropagationPolicy.Foreground };
    private static readonly DeleteOptions s_background = new() { PropagationPolicy = PropagationPolicy.Background };

    /// <summary>
    /// Asks for the deletion of an object, unless it is to be kept, belongs to another ManagedResource by now, or is gone.
    /// </summary>
    /// <param name="reference">The object as it was last applied.</param>
    /// <param name="origin">The origin that it must carry.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Whether nothing is left to wait for.</returns>
    public async Task<bool> RemoveAsync(
        ManagedObjectReference reference,
        string origin,
        CancellationToken cancellationToken
    )
    {
        if (ObjectControls.IsKept(reference))
        {
            return true;
        }
        var item = ObjectReference.Of(reference);
        if (await ResolveAsync(item, cancellationToken) is not { } resource)
        {
            return true;
        }
        applier.Forget(resource, item.Key);
        var existing = await target.Client.FindAsync(resource, item.Key, cancellationToken);
        if (existing is null || !IsOwned(existing, origin))
        {
            return true;
        }
        if (existing["metadata"]?["deletionTimestamp"] is not null)
        {
            return false;
        }
        await target.Client.TryDeleteAsync(resource, item.Key, OptionsFor(resource.Type), cancellationToken);
        if (await target.Client.FindAsync(resource, item.Key, cancellationToken) is not null)
        {
            return false;
        }
        target.NoteGone(resource, existing);
        return true;
    }

    /// <summary>Workloads go with their pods, so that a deletion is over when the pods are gone.</summary>
    public static DeleteOptions OptionsFor(ResourceType type) =>
        type.Group is "apps" or "extensions" ? s_foreground : s_background;

    private static bool IsOwned(JsonObject existing, string origin) =>
        ObjectControls.Annotations(existing).GetValueOrDefault(WellKnown.Annotations.ResourcesOrigin) is not { } actual
        || actual == origin;

    private async Task<Resource<JsonObject>?> ResolveAsync(ObjectReference item, CancellationToken cancellationToken)
    {
        try
        {
            return await target.ResolveAsync(item, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // The kind is gone, and its objects with it.
            return null;
        }
    }
}
