using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded;

/// <summary>Puts an object of any kind into a cluster, as <c>kubectl create</c> and <c>kubectl wait</c> would.</summary>
internal static class Installation
{
    public static async Task InstallAsync(
        IKubernetesClient client,
        JsonObject value,
        CancellationToken cancellationToken
    )
    {
        var type = await client.ResolveAsync(
            value.Text("apiVersion") ?? "",
            value.Text("kind") ?? "",
            cancellationToken
        );
        var resource = Resource.Untyped(type);
        try
        {
            await client.CreateAsync(resource, value.Copy(), WriteOptions.Default, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // Installed before; what its owner made of it since is kept.
        }
        if (type is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" })
        {
            await WaitUntilEstablishedAsync(client, resource, value.Text("metadata", "name")!, cancellationToken);
        }
    }

    private static async Task WaitUntilEstablishedAsync(
        IKubernetesClient client,
        Resource<JsonObject> resource,
        string name,
        CancellationToken cancellationToken
    )
    {
        var options = new WatchOptions { FieldSelector = $"metadata.name={name}" };
        await foreach (var change in client.WatchAsync(resource, options, cancellationToken))
        {
            var established = change
                .Object.Objects("status", "conditions")
                .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");
            if (established)
            {
                return;
            }
        }
    }
}
