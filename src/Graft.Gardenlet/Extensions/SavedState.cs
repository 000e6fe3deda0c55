using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Extensions;

/// <summary>What a ShootState keeps of an extension object while a control plane moves between seeds.</summary>
internal sealed class SavedState(IKubernetesClient seed, string technicalId)
{
    /// <summary>Puts the state into the status, and the objects that it refers to into the namespace.</summary>
    public async Task ApplyAsync<T>(
        ObjectKey key,
        ExtensionResourceState saved,
        ShootState state,
        CancellationToken cancellationToken
    )
        where T : class, IResource<T>
    {
        var status = new JsonObject();
        if (saved.State is { } value)
        {
            status["state"] = JsonNode.Parse(value.GetRawText());
        }
        if (saved.Resources is { } resources)
        {
            status["resources"] = new JsonArray([
                .. resources.Select(item =>
                    JsonSerializer.SerializeToNode(item, ApiJson.Context.NamedResourceReference)
                ),
            ]);
        }
        await seed.PatchAsync<T>(
            key,
            Patch.Merge(new JsonObject { ["status"] = status }),
            WriteOptions.Status,
            cancellationToken
        );
        foreach (var reference in saved.Resources ?? [])
        {
            await RecreateAsync(reference, state, cancellationToken);
        }
    }

    private async Task RecreateAsync(
        NamedResourceReference reference,
        ShootState state,
        CancellationToken cancellationToken
    )
    {
        var copy = state.Spec?.Resources?.FirstOrDefault(item =>
            item.Kind == reference.ResourceRef?.Kind
            && item.Name == reference.ResourceRef?.Name
            && item.ApiVersion == reference.ResourceRef?.ApiVersion
        );
        if (
            copy?.Data is not { ValueKind: JsonValueKind.Object } data
            || JsonNode.Parse(data.GetRawText()) is not JsonObject body
        )
        {
            return;
        }
        var type = await seed.ResolveAsync(copy.ApiVersion!, copy.Kind!, cancellationToken);
        body["apiVersion"] = copy.ApiVersion;
        body["kind"] = copy.Kind;
        var metadata = new JsonObject { ["name"] = copy.Name, ["namespace"] = technicalId };
        foreach (var name in new[] { "labels", "annotations" })
        {
            if (body["metadata"]?[name] is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }
        body["metadata"] = metadata;
        await seed.CreateOrPatchAsync(
            Resource.Untyped(type),
            new ObjectKey(technicalId, copy.Name!),
            current => Merged(current, body),
            WriteOptions.Default,
            cancellationToken
        );
    }

    // The copy's own members win; what the server keeps about the object stays.
    private static JsonObject Merged(JsonObject? current, JsonObject body)
    {
        if (current is null)
        {
            return (JsonObject)body.DeepClone();
        }
        var merged = (JsonObject)current.DeepClone();
        foreach (var (name, value) in body)
        {
            if (name != "metadata")
            {
                merged[name] = value?.DeepClone();
            }
        }
        return merged;
    }
}
