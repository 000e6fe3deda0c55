using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>
/// Which of the names that a definition asks for it gets. Within a group, names of resources (plural, singular, short) and
/// names of kinds each belong to the definition that had them first.
/// </summary>
/// <param name="Accepted">The names it has; those it had before where it cannot have the new ones.</param>
/// <param name="Conflict">Why it did not get all; null where it did.</param>
internal sealed record NameClaims(JsonObject Accepted, (string Reason, string Message)? Conflict)
{
    public static NameClaims Of(JsonObject definition, StoreSnapshot state, ResourceRegistry registry)
    {
        var (resources, kinds) = Taken(definition, state, registry);
        var wanted = definition.ObjectAt("spec", "names") ?? [];
        var accepted = definition.ObjectAt("status", "acceptedNames")?.Copy() ?? [];
        (string, string)? conflict = null;
        foreach (
            var (name, reason, taken) in (ReadOnlySpan<(string, string, HashSet<string>)>)
                [
                    ("plural", "PluralConflict", resources),
                    ("singular", "SingularConflict", resources),
                    ("shortNames", "ShortNamesConflict", resources),
                    ("kind", "KindConflict", kinds),
                    ("listKind", "ListKindConflict", kinds),
                ]
        )
        {
            var inUse = Names(wanted, name)
                .Where(taken.Contains)
                .Select(each => $"{GoSyntax.Quote(each)} is already in use")
                .ToList();
            if (inUse.Count == 0)
            {
                accepted.SetCopy(name, wanted[name]);
            }
            else
            {
                conflict = (reason, inUse.Count == 1 ? inUse[0] : $"[{string.Join(", ", inUse)}]");
            }
        }
        accepted.SetCopy("categories", wanted["categories"]);
        return new NameClaims(accepted, conflict);
    }

    private static (HashSet<string> Resources, HashSet<string> Kinds) Taken(
        JsonObject definition,
        StoreSnapshot state,
        ResourceRegistry registry
    )
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        var group = definition.Text("spec", "group");
        foreach (var other in state.List(CustomResourceDefinitions.Resource).Select(stored => stored.Value))
        {
            if (
                other.Text("spec", "group") == group
                && other.Text("metadata", "name") != definition.Text("metadata", "name")
                && other.ObjectAt("status", "acceptedNames") is { } names
            )
            {
                resources.UnionWith([
                    .. Names(names, "plural"),
                    .. Names(names, "singular"),
                    .. Names(names, "shortNames"),
                ]);
                kinds.UnionWith([.. Names(names, "kind"), .. Names(names, "listKind")]);
            }
        }
        foreach (var builtIn in registry.All.Where(each => !each.IsCustom && each.Group == group))
        {
            resources.UnionWith([builtIn.Plural, builtIn.Singular]);
            kinds.UnionWith([builtIn.Kind, builtIn.ListKind]);
        }
        return (resources, kinds);
    }

    private static IEnumerable<string> Names(JsonObject names, string name) =>
        name == "shortNames" ? names.Texts(name)
        : names.Text(name) is { Length: > 0 } text ? [text]
        : [];
}
