using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Cli;

/// <summary>Applies manifests to a garden: all or, where one of them is refused, none.</summary>
internal sealed class GardenManifests(IKubernetesClient garden)
{
    private const string FieldManager = "graft";

    /// <summary>Applies in the given order and returns the Shoots among them.</summary>
    /// <exception cref="UsageException">The garden refuses an object; nothing was changed.</exception>
    public async Task<IReadOnlyList<ObjectKey>> ApplyAsync(
        IReadOnlyList<JsonObject> manifests,
        CancellationToken cancellationToken
    )
    {
        var namespaces = manifests
            .Where(manifest => Text(manifest, "kind") == "Namespace")
            .Select(NameOf)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var manifest in manifests.Where(manifest => !namespaces.Contains(NamespaceOf(manifest) ?? "")))
        {
            await ApplyAsync(manifest, dryRun: true, cancellationToken);
        }
        var shoots = new List<ObjectKey>();
        foreach (var manifest in manifests)
        {
            var key = await ApplyAsync(manifest, dryRun: false, cancellationToken);
            if (Text(manifest, "kind") == Shoot.ResourceType.Kind)
            {
                shoots.Add(key);
            }
        }
        return shoots;
    }

    private async Task<ObjectKey> ApplyAsync(JsonObject manifest, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            var type = await garden.ResolveAsync(
                Text(manifest, "apiVersion"),
                Text(manifest, "kind"),
                cancellationToken
            );
            var key = new ObjectKey(type.IsNamespaced ? NamespaceOf(manifest) ?? "default" : null, NameOf(manifest));
            var options = new WriteOptions { FieldManager = FieldManager, DryRun = dryRun };
            var patch = Patch.Apply((JsonObject)manifest.DeepClone(), force: true);
            await garden.PatchAsync(Resource.Untyped(type), key, patch, options, cancellationToken);
            return key;
        }
        catch (KubernetesException exception) when (exception.StatusCode is >= 400 and < 500)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static string NameOf(JsonObject manifest) =>
        manifest["metadata"] is JsonObject metadata && Text(metadata, "name") is { Length: > 0 } name
            ? name
            : throw new UsageException($"{Text(manifest, "kind")}: metadata.name: Required value");

    private static string? NamespaceOf(JsonObject manifest) =>
        manifest["metadata"] is JsonObject metadata && metadata["namespace"] is not null
            ? Text(metadata, "namespace")
            : null;

    private static string Text(JsonObject json, string field) =>
        json[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
