using System.Globalization;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Where in an object a value stands. Kept as a chain, because a path is spelt out only when something is wrong.
/// </summary>
internal sealed class ValuePath
{
    private readonly ValuePath? _parent;
    private readonly string _segment;

    private ValuePath(ValuePath? parent, string segment)
    {
        _parent = parent;
        _segment = segment;
    }

    public static ValuePath Root { get; } = new(null, "");

    /// <summary>The path as messages spell it; empty for the object itself.</summary>
    public string Text => _parent is null ? _segment : (_parent.Text + _segment).TrimStart('.');

    /// <summary>The path of a field error. The object itself has none, which kube-apiserver prints as a nil path.</summary>
    public FieldPath Field => FieldPath.Root(Text is { Length: > 0 } text ? text : "<nil>");

    public static ValuePath At(FieldPath path) => new(null, path.ToString());

    public ValuePath Child(string name) => new(this, $".{name}");

    public ValuePath Index(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    /// <summary>A path that a rule wrote: <c>.spec.x</c> or <c>['key']</c>.</summary>
    public ValuePath Relative(string path) =>
        new(this, path.StartsWith('.') || path.StartsWith('[') ? path : $".{path}");
}
