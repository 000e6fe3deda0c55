using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>Whether what somebody may do covers what shall be granted, and what is missing of it.</summary>
internal static class RuleCoverage
{
    /// <summary>The single permissions among <paramref name="wanted"/> that no rule in <paramref name="held"/> gives.</summary>
    public static IReadOnlyList<PolicyRule> Missing(IReadOnlyList<PolicyRule> held, IEnumerable<PolicyRule> wanted) =>
        [.. wanted.SelectMany(Single).Where(single => !held.Any(rule => Covers(rule, single)))];

    /// <summary>One line per resource, its verbs together, as kube-apiserver lists what is missing.</summary>
    public static IEnumerable<string> Describe(IEnumerable<PolicyRule> missing) =>
        missing
            .GroupBy(rule =>
                (
                    Group: string.Join(' ', rule.Groups),
                    Resource: string.Join(' ', rule.Resources),
                    Name: string.Join(' ', rule.ResourceNames),
                    // Paths stay one by one.
                    Path: rule.NonResourceUrls is [var path] ? $"{path} {rule.Verbs[0]}" : ""
                )
            )
            .Select(group => Describe(group.First() with { Verbs = [.. group.SelectMany(rule => rule.Verbs)] }))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static string Describe(PolicyRule rule)
    {
        var parts = new List<string>();
        Add("APIGroups", rule.Groups);
        Add("Resources", rule.Resources);
        Add("NonResourceURLs", rule.NonResourceUrls);
        Add("ResourceNames", rule.ResourceNames);
        Add("Verbs", rule.Verbs);
        return $"{{{string.Join(", ", parts)}}}";

        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                parts.Add($"{name}:{Quote(values)}");
            }
        }
    }

    /// <summary>A list of texts as Go prints it: <c>["a" "b"]</c>.</summary>
    public static string Quote(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(GoSyntax.Quote))}]";

    /// <summary>A rule as many rules with one verb on one resource, name or path each.</summary>
    private static IEnumerable<PolicyRule> Single(PolicyRule rule)
    {
        IReadOnlyList<IReadOnlyList<string>> names =
            rule.ResourceNames.Count == 0
                ?
                [
                    [],
                ]
                : [.. rule.ResourceNames.Select(name => (IReadOnlyList<string>)[name])];
        foreach (var verb in rule.Verbs)
        {
            foreach (var group in rule.Groups)
            {
                foreach (var resource in rule.Resources)
                {
                    foreach (var name in names)
                    {
                        yield return new PolicyRule
                        {
                            Verbs = [verb],
                            Groups = [group],
                            Resources = [resource],
                            ResourceNames = name,
                        };
                    }
                }
            }
            foreach (var url in rule.NonResourceUrls)
            {
                yield return new PolicyRule { Verbs = [verb], NonResourceUrls = [url] };
            }
        }
    }

    private static bool Covers(PolicyRule held, PolicyRule single) =>
        Has(held.Verbs, single.Verbs[0])
        && (
            single.NonResourceUrls is [var url]
                ? held.NonResourceUrls.Any(own => CoversUrl(own, url))
                : Has(held.Groups, single.Groups[0])
                    && CoversResource(held.Resources, single.Resources[0])
                    && CoversNames(held, single)
        );

    private static bool CoversNames(PolicyRule held, PolicyRule single) =>
        held.ResourceNames.Count == 0
        || (single.ResourceNames is [var name] && held.ResourceNames.Contains(name, StringComparer.Ordinal));

    private static bool CoversResource(IReadOnlyList<string> held, string resource)
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return Has(held, resource) || (slash >= 0 && held.Contains($"*{resource[slash..]}", StringComparer.Ordinal));
    }

    private static bool CoversUrl(string held, string url) =>
        held == "*"
        || held == url
        || (held.EndsWith('*') && url.StartsWith(held.TrimEnd('*'), StringComparison.Ordinal));

    private static bool Has(IReadOnlyList<string> held, string wanted) =>
        held.Contains("*", StringComparer.Ordinal) || held.Contains(wanted, StringComparer.Ordinal);
}
