using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Discovery;

/// <summary>What tells clients which kinds there are: the plain documents, and the aggregated one of newer clients.</summary>
internal sealed class DiscoveryDocuments(ResourceRegistry registry)
{
    /// <summary>The body of <c>/api</c>.</summary>
    public static JsonObject CoreVersions(string serverAddress) =>
        new()
        {
            ["kind"] = "APIVersions",
            ["versions"] = JsonNodes.ToArray(["v1"]),
            ["serverAddressByClientCIDRs"] = new JsonArray(
                (JsonNode)new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress }
            ),
        };

    /// <summary>The body of <c>/</c>.</summary>
    public JsonObject Paths()
    {
        var groups = GroupNames()
            .SelectMany(group =>
                Versions(group).Select(version => $"/apis/{group}/{version}").Prepend($"/apis/{group}")
            );
        string[] paths =
        [
            "/api",
            "/api/v1",
            "/apis",
            .. groups,
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/readyz",
            "/version",
        ];
        return new JsonObject { ["paths"] = JsonNodes.ToArray(paths.Order(StringComparer.Ordinal)) };
    }

    /// <summary>The body of <c>/apis</c>.</summary>
    public JsonObject Groups() =>
        new()
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([.. GroupNames().Select(name => GroupEntry(name))]),
        };

    /// <summary>The body of <c>/apis/&lt;group&gt;</c>; null where there is no such group.</summary>
    public JsonObject? Group(string name)
    {
        if (!GroupNames().Contains(name, StringComparer.Ordinal))
        {
            return null;
        }
        var group = GroupEntry(name);
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return group;
    }

    /// <summary>The body of a group version; null where nothing is served there.</summary>
    public JsonObject? GroupVersion(string group, string version)
    {
        if (!registry.Serves(group, version))
        {
            return null;
        }
        var resources = new JsonArray();
        foreach (var definition in Definitions(group, version))
        {
            resources.Add((JsonNode)PlainResource(definition));
            foreach (var subresource in definition.Subresources)
            {
                resources.Add((JsonNode)PlainSubresource(definition, subresource));
            }
        }
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = resources,
        };
    }

    /// <summary>The aggregated document: of the core group for <c>/api</c>, of all others for <c>/apis</c>.</summary>
    public JsonObject Aggregated(bool isCore, string documentVersion)
    {
        var names = isCore ? [""] : GroupNames();
        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = $"apidiscovery.k8s.io/{documentVersion}",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. names.Select(AggregatedGroup)]),
        };
    }

    private JsonObject AggregatedGroup(string name) =>
        new()
        {
            ["metadata"] = name.Length == 0 ? [] : new JsonObject { ["name"] = name },
            ["versions"] = new JsonArray([
                .. Versions(name)
                    .Select(version => new JsonObject
                    {
                        ["version"] = version,
                        ["resources"] = new JsonArray([.. Definitions(name, version).Select(AggregatedResource)]),
                        ["freshness"] = "Current",
                    }),
            ]),
        };

    private static JsonObject AggregatedResource(ResourceDefinition definition)
    {
        var resource = new JsonObject
        {
            ["resource"] = definition.Plural,
            ["responseKind"] = Kind(definition.Group, definition.Version, definition.Kind),
            ["scope"] = definition.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = definition.Singular,
            ["verbs"] = JsonNodes.ToArray(definition.Verbs),
        };
        AddNames(resource, definition);
        if (definition.Subresources.Count > 0)
        {
            resource["subresources"] = new JsonArray([
                .. definition.Subresources.Select(subresource => new JsonObject
                {
                    ["subresource"] = subresource.Name,
                    ["responseKind"] = Kind(
                        subresource.Group ?? definition.Group,
                        subresource.Version ?? definition.Version,
                        subresource.Kind ?? definition.Kind
                    ),
                    ["verbs"] = JsonNodes.ToArray(subresource.Verbs),
                }),
            ]);
        }
        return resource;
    }

    private static JsonObject PlainResource(ResourceDefinition definition)
    {
        var resource = new JsonObject
        {
            ["name"] = definition.Plural,
            ["singularName"] = definition.Singular,
            ["namespaced"] = definition.IsNamespaced,
            ["kind"] = definition.Kind,
            ["verbs"] = JsonNodes.ToArray(definition.Verbs),
        };
        AddNames(resource, definition);
        return resource;
    }

    private static JsonObject PlainSubresource(ResourceDefinition definition, SubresourceDefinition subresource)
    {
        var resource = new JsonObject
        {
            ["name"] = $"{definition.Plural}/{subresource.Name}",
            ["singularName"] = "",
            ["namespaced"] = definition.IsNamespaced,
            ["kind"] = subresource.Kind ?? definition.Kind,
            ["verbs"] = JsonNodes.ToArray(subresource.Verbs),
        };
        if (subresource.Kind is not null)
        {
            resource["group"] = subresource.Group;
            resource["version"] = subresource.Version;
        }
        return resource;
    }

    private static void AddNames(JsonObject resource, ResourceDefinition definition)
    {
        if (definition.ShortNames.Count > 0)
        {
            resource["shortNames"] = JsonNodes.ToArray(definition.ShortNames);
        }
        if (definition.Categories.Count > 0)
        {
            resource["categories"] = JsonNodes.ToArray(definition.Categories);
        }
    }

    private static JsonObject Kind(string group, string version, string kind) =>
        new()
        {
            ["group"] = group,
            ["version"] = version,
            ["kind"] = kind,
        };

    private JsonObject GroupEntry(string name)
    {
        var versions = Versions(name)
            .Select(version => new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version })
            .ToList();
        return new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private IEnumerable<string> GroupNames() =>
        registry
            .All.Select(definition => definition.Group)
            .Where(group => group.Length > 0)
            .Distinct(StringComparer.Ordinal);

    private IEnumerable<string> Versions(string group) =>
        registry
            .All.Where(definition => definition.Group == group)
            .Select(definition => definition.Version)
            .Distinct(StringComparer.Ordinal)
            .OrderDescending(VersionOrder.Instance);

    private IEnumerable<ResourceDefinition> Definitions(string group, string version) =>
        registry
            .All.Where(definition => definition.Group == group && definition.Version == version)
            .OrderBy(definition => definition.Plural, StringComparer.Ordinal);
}
