using System.Collections.Frozen;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>A type as a value: <c>type(self) == string</c>.</summary>
internal sealed record CelTypeValue(string Name)
{
    private static readonly FrozenDictionary<string, CelTypeValue> Known = new[]
    {
        "bool",
        "int",
        "uint",
        "double",
        "string",
        "bytes",
        "list",
        "map",
        "null_type",
        "type",
        "optional_type",
        "google.protobuf.Timestamp",
        "google.protobuf.Duration",
        "kubernetes.Quantity",
        "kubernetes.URL",
        "net.IP",
        "net.CIDR",
        "kubernetes.Semver",
    }.ToFrozenDictionary(name => name, name => new CelTypeValue(name), StringComparer.Ordinal);

    public static CelTypeValue? Find(string name) => Known.GetValueOrDefault(name);

    public static CelTypeValue Of(object? value) =>
        Known[
            CelValues.KindOf(value) switch
            {
                CelKind.Null => "null_type",
                CelKind.Bool => "bool",
                CelKind.Int => "int",
                CelKind.Uint => "uint",
                CelKind.Double => "double",
                CelKind.String => "string",
                CelKind.Bytes => "bytes",
                CelKind.List => "list",
                CelKind.Timestamp => "google.protobuf.Timestamp",
                CelKind.Duration => "google.protobuf.Duration",
                CelKind.Quantity => "kubernetes.Quantity",
                CelKind.Url => "kubernetes.URL",
                CelKind.Ip => "net.IP",
                CelKind.Cidr => "net.CIDR",
                CelKind.Semver => "kubernetes.Semver",
                CelKind.Optional => "optional_type",
                CelKind.Type => "type",
                _ => "map",
            }
        ];

    public override string ToString() => Name;
}
