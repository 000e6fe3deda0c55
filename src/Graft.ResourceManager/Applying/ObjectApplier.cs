using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Kubernetes;
using Graft.Kubernetes.Patches;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Applying;

/// <summary>Brings single objects of the target to what their manifests say.</summary>
internal sealed class ObjectApplier(TargetCluster target)
{
    private static readonly WriteOptions s_write = new() { FieldManager = "graft-resource-manager" };

    // What the object looked like right after it was applied. A server fills in defaults, so that an object seldom looks
    // like its manifest: only a change from this look is worth another write.
    private readonly ConcurrentDictionary<(ResourceType Type, ObjectKey Key), Applied> _applied = new();

    /// <summary>Creates or changes the object; no request is made where nothing differs from the last time.</summary>
    /// <returns>False where the object must first go before it can be created anew: it has finalizers.</returns>
    /// <exception cref="KubernetesException">The target refused.</exception>
    public async Task<bool> ApplyAsync(
        Resource<JsonObject> resource,
        JsonObject desired,
        AppliedMetadata applied,
        MetadataOverwrite overwrite,
        CancellationToken cancellationToken
    )
    {
        var key = resource.KeyOf(desired);
        var existing = await target.FindAsync(resource, key, cancellationToken);
        if (existing is null)
        {
            existing = await CreateAsync(resource, key, desired, cancellationToken);
            if (existing is null)
            {
                return true;
            }
        }
        if (IsAsApplied(resource, key, desired, existing))
        {
            return true;
        }
        try
        {
            var merged = ObjectMerge.Merge(existing, desired, applied, overwrite);
            var patch = Difference(existing, merged);
            var stored = existing;
            if (patch is not null)
            {
                stored = await target.Client.PatchAsync(resource, key, Patch.Merge(patch), s_write, cancellationToken);
                await target.NoteAsync(resource, stored, cancellationToken);
            }
            Remember(resource, key, desired, stored);
            return true;
        }
        catch (KubernetesException exception)
            when (exception.IsInvalid && ObjectControls.IsRecreatedOnInvalidUpdate(desired))
        {
            return await RecreateAsync(resource, key, desired, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Deleted since it was cached.
            return await CreateAsync(resource, key, desired, cancellationToken) is null;
        }
    }

    /// <summary>Forgets an object that is gone.</summary>
    public void Forget(Resource<JsonObject> resource, ObjectKey key) => _applied.TryRemove((resource.Type, key), out _);

    /// <summary>Null when created; the object where somebody else was faster.</summary>
    private async Task<JsonObject?> CreateAsync(
        Resource<JsonObject> resource,
        ObjectKey key,
        JsonObject desired,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var body = (JsonObject)desired.DeepClone();
            var stored = await target.Client.CreateAsync(resource, body, s_write, cancellationToken);
            await target.NoteAsync(resource, stored, cancellationToken);
            Remember(resource, key, desired, stored);
            return null;
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return await target.Client.GetAsync(resource, key, cancellationToken);
        }
    }

    private async Task<bool> RecreateAsync(
        Resource<JsonObject> resource,
        ObjectKey key,
        JsonObject desired,
        CancellationToken cancellationToken
    )
    {
        Forget(resource, key);
        await target.Client.TryDeleteAsync(resource, key, ObjectRemoval.OptionsFor(resource.Type), cancellationToken);
        if (await target.Client.FindAsync(resource, key, cancellationToken) is not null)
        {
            return false;
        }
        return await CreateAsync(resource, key, desired, cancellationToken) is null;
    }

    private static JsonObject? Difference(JsonObject existing, JsonObject merged)
    {
        var patch = MergePatch.Create(existing, merged);
        // The cached object may lack type fields where the manifest has them; they are no difference.
        patch?.Remove("apiVersion");
        patch?.Remove("kind");
        return patch is { Count: > 0 } ? patch : null;
    }

    private bool IsAsApplied(Resource<JsonObject> resource, ObjectKey key, JsonObject desired, JsonObject existing) =>
        _applied.TryGetValue((resource.Type, key), out var applied)
        && JsonNode.DeepEquals(applied.Desired, desired)
        && JsonNode.DeepEquals(applied.Look, Look(existing));

    private void Remember(Resource<JsonObject> resource, ObjectKey key, JsonObject desired, JsonObject stored) =>
        _applied[(resource.Type, key)] = new Applied((JsonObject)desired.DeepClone(), Look(stored));

    private static JsonObject Look(JsonObject item)
    {
        var look = new JsonObject();
        foreach (var (name, value) in item)
        {
            if (name is not ("status" or "metadata" or "apiVersion" or "kind"))
            {
                look[name] = value?.DeepClone();
            }
        }
        look["labels"] = item["metadata"]?["labels"]?.DeepClone();
        look["annotations"] = item["metadata"]?["annotations"]?.DeepClone();
        look["uid"] = item["metadata"]?["uid"]?.DeepClone();
        return look;
    }

    private sealed record Applied(JsonObject Desired, JsonObject Look);
}
