using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>
/// A kind as one API version serves it: its names, what can be done with it, and how its objects are checked and shown.
/// Versions of the same kind share a <see cref="GroupResource"/> and so their stored objects.
/// </summary>
internal sealed record ResourceDefinition
{
    private static readonly Lazy<StructuralSchema?> NoSchema = new((StructuralSchema?)null);

    /// <summary>What the API allows on most resources.</summary>
    public static IReadOnlyList<string> AllVerbs { get; } =
    ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The API group; empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public string ListKind
    {
        get => field ?? Kind + "List";
        init;
    }

    public bool IsNamespaced { get; init; } = true;

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What the API allows on the resource itself; reviews allow <c>create</c> alone.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>Columns beyond the name; none means the default of name and age.</summary>
    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    /// <summary>Whether a CustomResourceDefinition made this kind; such kinds take no strategic merge patch.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The structural schema, where the kind has one: objects are pruned, defaulted and validated by it.</summary>
    public StructuralSchema? Schema
    {
        get => SchemaSource.Value;
        init => SchemaSource = new Lazy<StructuralSchema?>(value);
    }

    /// <summary>Reads the schema when it is first looked at: most clusters use few of the kinds that they serve.</summary>
    public Lazy<StructuralSchema?> SchemaSource { get; init; } = NoSchema;

    /// <summary>
    /// Objects up to this resource version may have been stored under another schema: they are pruned and defaulted when
    /// they are read.
    /// </summary>
    public long ShapedSince { get; init; }

    /// <summary>Paths that field selectors may name besides <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>Where the kind is served only to show the objects of another; null where they are its own.</summary>
    public AlternateForm? Form { get; init; }

    /// <summary>Where the scale subresource finds its fields, in kinds that have one.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>What clients of this version are warned of; null where there is nothing to say.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>The version in which objects are stored; the same for all versions of a kind.</summary>
    public string StorageVersion
    {
        get => field ?? Version;
        init;
    }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupResource GroupResource => new(Group, Plural);

    /// <summary>The kind whose objects are stored.</summary>
    public ResourceDefinition Stored => Form?.Stored ?? this;

    public bool HasStatus => HasSubresource("status");

    public bool HasSubresource(string name)
    {
        foreach (var subresource in Subresources)
        {
            if (subresource.Name == name)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>An object as it came, in the form in which it is stored.</summary>
    public JsonObject ToStored(JsonObject served) => Form?.ToStored(served) ?? served;

    /// <summary>A stored object, the caller's own, in the form in which this version shows it.</summary>
    public JsonObject FromStored(JsonObject stored)
    {
        if (Form is not null)
        {
            return Form.FromStored(stored, ApiVersion);
        }
        stored["apiVersion"] = ApiVersion;
        return stored;
    }

    public bool Allows(string verb) => Verbs.Contains(verb, StringComparer.Ordinal);
}
