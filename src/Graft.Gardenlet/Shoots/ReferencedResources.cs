using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// Copies what <c>spec.resources</c> of a Shoot names from the garden into its seed namespace, as <c>ref-&lt;name&gt;</c>, where
/// extensions find it.
/// </summary>
internal sealed class ReferencedResources(IKubernetesClient garden, IKubernetesClient seed)
{
    public async Task DeployAsync(Shoot shoot, string technicalId, CancellationToken cancellationToken)
    {
        foreach (var reference in shoot.Spec?.Resources ?? [])
        {
            if (reference.ResourceRef is { Kind: { } kind, Name: { } name, ApiVersion: { } apiVersion })
            {
                var type = await garden.ResolveAsync(apiVersion, kind, cancellationToken);
                await CopyAsync(type, shoot.Metadata.Namespace!, name, technicalId, cancellationToken);
            }
        }
    }

    private async Task CopyAsync(
        Api.ResourceType type,
        string gardenNamespace,
        string name,
        string technicalId,
        CancellationToken cancellationToken
    )
    {
        var resource = Resource.Untyped(type);
        var source = await garden.GetAsync(resource, new ObjectKey(gardenNamespace, name), cancellationToken);
        var copy = new ObjectKey(technicalId, $"ref-{name}");
        await seed.CreateOrPatchAsync(
            resource,
            copy,
            current => Content(source, current, copy),
            WriteOptions.Default,
            cancellationToken
        );
    }

    private static JsonObject Content(JsonObject source, JsonObject? current, ObjectKey copy)
    {
        var content = (JsonObject)source.DeepClone();
        content["metadata"] =
            current?["metadata"]?.DeepClone()
            ?? new JsonObject { ["name"] = copy.Name, ["namespace"] = copy.Namespace };
        content.Remove("status");
        return content;
    }
}
