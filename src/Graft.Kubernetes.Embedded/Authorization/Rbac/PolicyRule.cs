using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>One rule of a role: verbs on resources, or on paths.</summary>
internal sealed record PolicyRule
{
    private static readonly string[] Any = ["*"];

    /// <summary>What the group <c>system:masters</c> may do.</summary>
    public static IReadOnlyList<PolicyRule> Everything { get; } =
    [
        new()
        {
            Verbs = Any,
            Groups = Any,
            Resources = Any,
        },
        new() { Verbs = Any, NonResourceUrls = Any },
    ];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary><c>pods</c>, <c>pods/log</c>, <c>*/scale</c> or <c>*</c>.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Only objects of these names; none means all.</summary>
    public IReadOnlyList<string> ResourceNames { get; init; } = [];

    /// <summary>Paths; a <c>*</c> at the end stands for any rest.</summary>
    public IReadOnlyList<string> NonResourceUrls { get; init; } = [];

    public static IReadOnlyList<PolicyRule> ListFrom(JsonObject role) => [.. role.Objects("rules").Select(From)];

    public static PolicyRule From(JsonObject rule) =>
        new()
        {
            Verbs = [.. rule.Texts("verbs")],
            Groups = [.. rule.Texts("apiGroups")],
            Resources = [.. rule.Texts("resources")],
            ResourceNames = [.. rule.Texts("resourceNames")],
            NonResourceUrls = [.. rule.Texts("nonResourceURLs")],
        };

    public JsonObject ToJson()
    {
        var rule = new JsonObject { ["verbs"] = JsonNodes.ToArray(Verbs) };
        Add("apiGroups", Groups);
        Add("resources", Resources);
        Add("resourceNames", ResourceNames);
        Add("nonResourceURLs", NonResourceUrls);
        return rule;

        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                rule[name] = JsonNodes.ToArray(values);
            }
        }
    }

    public bool Allows(AccessAttributes attributes) =>
        HasOrAny(Verbs, attributes.Verb)
        && (
            attributes.IsResourceRequest
                ? HasOrAny(Groups, attributes.Group)
                    && AllowsResource(attributes)
                    && (ResourceNames.Count == 0 || Has(ResourceNames, attributes.Name))
                : AllowsPath(attributes.Path)
        );

    private bool AllowsResource(AccessAttributes attributes)
    {
        foreach (var resource in Resources)
        {
            if (resource == "*" || Names(resource, attributes))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Names(string resource, AccessAttributes attributes)
    {
        if (attributes.Subresource.Length == 0)
        {
            return resource == attributes.Resource;
        }
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0
            && resource.AsSpan(slash + 1).SequenceEqual(attributes.Subresource)
            && (resource.AsSpan(0, slash) is "*" || resource.AsSpan(0, slash).SequenceEqual(attributes.Resource));
    }

    private bool AllowsPath(string path)
    {
        foreach (var url in NonResourceUrls)
        {
            if (
                url == "*"
                || url == path
                || (url.EndsWith('*') && path.StartsWith(url.TrimEnd('*'), StringComparison.Ordinal))
            )
            {
                return true;
            }
        }
        return false;
    }

    private static bool HasOrAny(IReadOnlyList<string> values, string wanted)
    {
        foreach (var value in values)
        {
            if (value == "*" || value == wanted)
            {
                return true;
            }
        }
        return false;
    }

    private static bool Has(IReadOnlyList<string> values, string wanted) =>
        values.Contains(wanted, StringComparer.Ordinal);
}
