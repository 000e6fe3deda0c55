using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>What the extension has written for a Shoot: its ManagedResources, and the secrets with their objects.</summary>
internal static class InstalledObjects
{
    private static readonly string[] s_meaningful = ["name", "labels", "annotations"];

    /// <summary>All of it as text, apart from what the API server and the resource manager add.</summary>
    public static async Task<string> DescribeAsync(IKubernetesClient client, string @namespace)
    {
        var token = TestContext.Current.CancellationToken;
        var where = ListOptions.In(@namespace);
        var resources = (await client.ListAsync<ManagedResource>(where, token)).Items;
        var secrets = (await client.ListAsync<Secret>(where, token)).Items;
        IEnumerable<string> lines = [.. resources.Select(Describe), .. secrets.Select(Describe)];
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    /// <summary>The versions of the ManagedResources: equal ones have seen no write in between.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> VersionsAsync(
        IKubernetesClient client,
        string @namespace
    )
    {
        var token = TestContext.Current.CancellationToken;
        var all = await client.ListAsync<ManagedResource>(ListOptions.In(@namespace), token);
        return all.Items.ToDictionary(
            item => item.Metadata.Name!,
            item => item.Metadata.ResourceVersion!,
            StringComparer.Ordinal
        );
    }

    private static string Describe<T>(T item)
        where T : class, IResource<T>
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(item, T.JsonTypeInfo)!;
        json.Remove("status");
        var metadata = (JsonObject)json["metadata"]!;
        foreach (
            var name in metadata.Select(member => member.Key).Except(s_meaningful, StringComparer.Ordinal).ToList()
        )
        {
            metadata.Remove(name);
        }
        return json.ToJsonString();
    }
}
