using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>Takes out of a set what nobody owns: identity, the server's book-keeping, and what the endpoint ignores.</summary>
internal static class OwnableFields
{
    private static readonly string[] ServersOwn =
    [
        "f:name",
        "f:namespace",
        "f:creationTimestamp",
        "f:selfLink",
        "f:uid",
        "f:generation",
        "f:managedFields",
        "f:resourceVersion",
    ];

    private static readonly string[][] AlwaysThere =
    [
        ["f:spec"],
        ["f:spec", "f:strategy"],
        ["f:spec", "f:updateStrategy"],
        ["f:spec", "f:template"],
        ["f:spec", "f:template", "f:metadata"],
        ["f:spec", "f:template", "f:spec"],
        ["f:template"],
        ["f:template", "f:metadata"],
        ["f:template", "f:spec"],
        ["f:status"],
    ];

    public static void Reduce(FieldSet set, ResourceDefinition definition, string? subresource)
    {
        set.Remove("f:apiVersion");
        set.Remove("f:kind");
        set.Remove("f:metadata");
        foreach (var name in ServersOwn)
        {
            set.Find("f:metadata")?.RemoveAll(name);
        }
        if (set.Find("f:metadata") is { IsEmpty: true })
        {
            set.RemoveAll("f:metadata");
        }
        if (!definition.IsCustom)
        {
            // In the types of built-in kinds these are always there, so that nobody brings or takes them.
            foreach (var place in AlwaysThere)
            {
                set.Remove(place);
            }
        }
        if (subresource == "status")
        {
            foreach (var element in set.Children.Keys.Where(element => element != "f:status").ToList())
            {
                set.RemoveAll(element);
            }
        }
        else if (definition.HasStatus)
        {
            set.RemoveAll("f:status");
        }
    }
}
