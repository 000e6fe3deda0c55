using System.Collections.Frozen;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

internal enum CelKind
{
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Object,
}

/// <summary>A static type. <see cref="Element"/> is the item type of a list and the value type of a map.</summary>
internal sealed record CelType(CelKind Kind, CelType? Element = null)
{
    public static readonly CelType Dyn = new(CelKind.Dyn);

    /// <summary>An object's fields by the name by which an expression selects them.</summary>
    public IReadOnlyDictionary<string, CelField> Fields { get; init; } = FrozenDictionary<string, CelField>.Empty;

    /// <summary>The order of items counts for nothing in equality (list types set and map).</summary>
    public bool IsUnordered { get; init; }

    /// <summary>The name as the reference implementation prints it in messages.</summary>
    public override string ToString() =>
        Kind switch
        {
            CelKind.List => $"list({Element ?? Dyn})",
            CelKind.Map => $"map(string, {Element ?? Dyn})",
            CelKind.Timestamp => "google.protobuf.Timestamp",
            CelKind.Duration => "google.protobuf.Duration",
            _ => Kind.ToString().ToLowerInvariant(),
        };
}

/// <summary>A field: the property's own name in JSON, and its type.</summary>
internal readonly record struct CelField(string Property, CelType Type);
