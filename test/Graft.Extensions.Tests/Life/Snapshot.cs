using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>
/// Everything that an extension keeps in a namespace, apart from what is never the same twice: uids, versions, times and the
/// namespace's own name.
/// </summary>
internal sealed record Snapshot(string Objects, IReadOnlyList<string> ForTheGarbageCollector)
{
    private static readonly string[] s_fleeting =
    [
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "managedFields",
        "lastUpdateTime",
        "lastTransitionTime",
        WellKnown.Annotations.Timestamp,
    ];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static async Task<Snapshot> TakeAsync(IKubernetesClient client, string @namespace)
    {
        var token = TestContext.Current.CancellationToken;
        var where = ListOptions.In(@namespace);
        var runtimes = (await client.ListAsync<ContainerRuntime>(where, token)).Items;
        var resources = (await client.ListAsync<ManagedResource>(where, token)).Items;
        var secrets = (await client.ListAsync<Secret>(where, token)).Items;
        var garbage = secrets.Where(secret => IsGarbage(secret, resources)).ToList();
        var referenced = resources.SelectMany(one => one.Spec!.SecretRefs!).Select(one => one.Name);
        var missing = referenced.Except(secrets.Select(one => one.Metadata.Name));
        var kept = new JsonArray([
            .. Sorted(runtimes),
            .. Sorted(resources),
            .. Sorted(secrets.Except(garbage)),
            // A ManagedResource that is going has given its secrets away already.
            .. resources.All(one => one.Metadata.DeletionTimestamp is null)
                ? missing.Select(name => JsonValue.Create($"missing secret {name}"))
                : [],
        ]);
        return new Snapshot(
            kept.ToJsonString(s_indented)
                .Replace(@namespace, "NAMESPACE", StringComparison.Ordinal)
                // A restore may be followed by an everyday reconcile.
                .Replace("\"Restore\"", "\"Reconcile\"", StringComparison.Ordinal)
                .Replace("Successfully restored", "Successfully reconciled", StringComparison.Ordinal),
            [.. garbage.Select(secret => secret.Metadata.Name!).Order(StringComparer.Ordinal)]
        );
    }

    /// <summary>Secrets that Gardener's garbage collector takes: labelled for it, and referred to by no ManagedResource.</summary>
    private static bool IsGarbage(Secret secret, IReadOnlyList<ManagedResource> resources) =>
        secret.Metadata.Labels?.GetValueOrDefault(WellKnown.Labels.GarbageCollectable) == "true"
        && !resources.Any(one =>
            one.Metadata.Annotations?.Any(annotation =>
                annotation.Key.StartsWith(WellKnown.Annotations.SecretReferencePrefix, StringComparison.Ordinal)
                && annotation.Value == secret.Metadata.Name
            ) == true
        );

    private static IEnumerable<JsonNode?> Sorted<T>(IEnumerable<T> items)
        where T : class, Graft.Api.IResource<T>
    {
        var resource = Resource.Of<T>();
        return items
            .OrderBy(item => resource.KeyOf(item).Name, StringComparer.Ordinal)
            .Select(item => Still(JsonSerializer.SerializeToNode(item, T.JsonTypeInfo)!, resource));
    }

    private static JsonNode Still<T>(JsonNode node, Resource<T> resource)
        where T : class
    {
        if (node is JsonObject json && resource.Type.Kind == nameof(ManagedResource))
        {
            // What the resource manager reports is its own, and how often a thing was written on the way does not count.
            json.Remove("status");
            ((JsonObject)json["metadata"]!).Remove("generation");
        }
        if (
            node["status"] is JsonObject status
            && (string?)status["lastOperation"]?["type"] == LastOperationType.Migrate
        )
        {
            // Of two that are asked to move one after the other, the second may have been told of the first one's move.
            status.Remove("providerStatus");
        }
        Strip(node);
        return node;
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Strip(item);
            }
        }
        if (node is not JsonObject json)
        {
            return;
        }
        foreach (var fleeting in s_fleeting)
        {
            json.Remove(fleeting);
        }
        if (json.ContainsKey("deletionTimestamp"))
        {
            json["deletionTimestamp"] = "set";
        }
        foreach (var (_, value) in json)
        {
            Strip(value);
        }
    }
}
