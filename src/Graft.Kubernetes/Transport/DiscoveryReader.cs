using System.Buffers;
using System.Text.Json;
using Graft.Api;

namespace Graft.Kubernetes.Transport;

/// <summary>Reads discovery documents: aggregated ones, and the plain list of one group version.</summary>
internal static class DiscoveryReader
{
    /// <summary>Adds the kinds of an <c>APIGroupDiscoveryList</c> (v2 or v2beta1).</summary>
    public static void ReadAggregated(
        JsonElement document,
        List<DiscoveredResource> resources,
        List<string> unavailable
    )
    {
        foreach (var group in Elements(document, "items"))
        {
            var name = group.TryGetProperty("metadata", out var metadata) ? Text(metadata, "name") : "";
            var isPreferred = true;
            foreach (var version in Elements(group, "versions"))
            {
                var versionName = Text(version, "version");
                if (Text(version, "freshness") == "Stale")
                {
                    unavailable.Add(name.Length == 0 ? versionName : $"{name}/{versionName}");
                }
                foreach (var resource in Elements(version, "resources"))
                {
                    resources.Add(Aggregated(name, versionName, resource, isPreferred));
                }
                isPreferred = false;
            }
        }
    }

    /// <summary>The kinds of an <c>APIResourceList</c>.</summary>
    public static List<DiscoveredResource> ReadPlain(string apiVersion, bool isPreferred, JsonElement document)
    {
        var (group, version) = apiVersion.Split('/') is [var first, var second] ? (first, second) : ("", apiVersion);
        var entries = Elements(document, "resources")
            .ToLookup(entry => Text(entry, "name").Split('/')[0], StringComparer.Ordinal);
        var resources = new List<DiscoveredResource>();
        foreach (var entry in Elements(document, "resources"))
        {
            var plural = Text(entry, "name");
            // "pods/status" is a subresource, not a kind of its own.
            if (plural.Contains('/', StringComparison.Ordinal))
            {
                continue;
            }
            var isNamespaced = entry.TryGetProperty("namespaced", out var value) && value.GetBoolean();
            var type = new ResourceType(group, version, Text(entry, "kind"), plural, isNamespaced);
            resources.Add(
                new DiscoveredResource(type, Texts(entry, "verbs"))
                {
                    SingularName = Text(entry, "singularName"),
                    ShortNames = Texts(entry, "shortNames"),
                    Categories = Texts(entry, "categories"),
                    Subresources = [.. entries[plural].Select(other => Text(other, "name")).Where(IsSub).Select(Last)],
                    IsPreferredVersion = isPreferred,
                }
            );
        }
        return resources;
    }

    /// <summary>What <c>/version</c> answers.</summary>
    public static ServerVersion ReadVersion(ReadOnlySequence<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return new ServerVersion(
            Text(root, "major"),
            Text(root, "minor"),
            Text(root, "gitVersion"),
            Text(root, "platform")
        );
    }

    public static IEnumerable<JsonElement> Elements(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    public static string Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object
        && owner.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static DiscoveredResource Aggregated(string group, string version, JsonElement resource, bool isPreferred)
    {
        var kind = resource.TryGetProperty("responseKind", out var response) ? Text(response, "kind") : "";
        var type = new ResourceType(
            group,
            version,
            kind,
            Text(resource, "resource"),
            Text(resource, "scope") == "Namespaced"
        );
        return new DiscoveredResource(type, Texts(resource, "verbs"))
        {
            SingularName = Text(resource, "singularResource"),
            ShortNames = Texts(resource, "shortNames"),
            Categories = Texts(resource, "categories"),
            Subresources = [.. Elements(resource, "subresources").Select(sub => Text(sub, "subresource"))],
            IsPreferredVersion = isPreferred,
        };
    }

    private static IReadOnlyList<string> Texts(JsonElement owner, string name) =>
        [.. Elements(owner, name).Select(item => item.GetString() ?? "")];

    private static bool IsSub(string name) => name.Contains('/', StringComparison.Ordinal);

    private static string Last(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
