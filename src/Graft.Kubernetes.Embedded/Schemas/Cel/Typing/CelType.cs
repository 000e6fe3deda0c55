using System.Collections.Frozen;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

internal enum CelKind
{
    Dyn,
    Error,
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
    Optional,
    Type,
    Quantity,
    Url,
    Ip,
    Cidr,
    Format,
    Semver,
    Authorizer,
    Decision,

    /// <summary>Stands for any type, the same wherever it stands in one signature.</summary>
    Parameter,
}

/// <summary>
/// A static type. What a schema says of the size of its values goes with it, because costs are estimated from sizes.
/// </summary>
internal sealed record CelType(CelKind Kind)
{
    public static readonly CelType Dyn = new(CelKind.Dyn);
    public static readonly CelType Error = new(CelKind.Error);
    public static readonly CelType Null = new(CelKind.Null);
    public static readonly CelType Bool = new(CelKind.Bool);
    public static readonly CelType Int = new(CelKind.Int);
    public static readonly CelType Uint = new(CelKind.Uint);
    public static readonly CelType Double = new(CelKind.Double);
    public static readonly CelType String = new(CelKind.String);
    public static readonly CelType Bytes = new(CelKind.Bytes);
    public static readonly CelType Timestamp = new(CelKind.Timestamp);
    public static readonly CelType Duration = new(CelKind.Duration);
    public static readonly CelType TypeOfType = new(CelKind.Type);
    public static readonly CelType Quantity = new(CelKind.Quantity);
    public static readonly CelType Url = new(CelKind.Url);
    public static readonly CelType Ip = new(CelKind.Ip);
    public static readonly CelType Cidr = new(CelKind.Cidr);
    public static readonly CelType Format = new(CelKind.Format);
    public static readonly CelType Semver = new(CelKind.Semver);
    public static readonly CelType Authorizer = new(CelKind.Authorizer);
    public static readonly CelType Decision = new(CelKind.Decision);

    /// <summary>The type of items, of a map's values, of what an optional holds.</summary>
    public CelType? Element { get; init; }

    /// <summary>The type of a map's keys.</summary>
    public CelType? Key { get; init; }

    /// <summary>The name of a parameter.</summary>
    public string Name { get; init; } = "";

    /// <summary>An object's fields by the name by which an expression selects them.</summary>
    public IReadOnlyDictionary<string, CelField> Fields { get; init; } = FrozenDictionary<string, CelField>.Empty;

    /// <summary>set or map where the schema's list is one: order counts for nothing then.</summary>
    public string ListType { get; init; } = "atomic";

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>The most bytes or items a value can have; null where the size of requests is the only limit known.</summary>
    public ulong? MaxElements { get; init; }

    /// <summary>The fewest bytes that a value takes in a request.</summary>
    public ulong MinSerializedSize { get; init; } = 1;

    public static CelType ListOf(CelType element) => new(CelKind.List) { Element = element };

    public static CelType MapOf(CelType key, CelType value) => new(CelKind.Map) { Key = key, Element = value };

    public static CelType OptionalOf(CelType element) => new(CelKind.Optional) { Element = element };

    public static CelType Parameter(string name) => new(CelKind.Parameter) { Name = name };

    /// <summary>The name as the reference implementation prints it in messages.</summary>
    public override string ToString() =>
        Kind switch
        {
            CelKind.List => $"list({Element ?? Dyn})",
            CelKind.Map => $"map({Key ?? String}, {Element ?? Dyn})",
            CelKind.Optional => $"optional_type({Element ?? Dyn})",
            CelKind.Timestamp => "timestamp",
            CelKind.Duration => "duration",
            CelKind.Quantity => "kubernetes.Quantity",
            CelKind.Url => "kubernetes.URL",
            CelKind.Ip => "net.IP",
            CelKind.Cidr => "net.CIDR",
            CelKind.Format => "kubernetes.NamedFormat",
            CelKind.Semver => "kubernetes.Semver",
            CelKind.Authorizer => "kubernetes.authorization.Authorizer",
            CelKind.Decision => "kubernetes.authorization.Decision",
            CelKind.Error => "!error!",
            CelKind.Parameter => Name,
            _ => Kind.ToString().ToLowerInvariant(),
        };
}

/// <summary>A field: the property's own name in JSON, and its type.</summary>
internal readonly record struct CelField(string Property, CelType Type);
