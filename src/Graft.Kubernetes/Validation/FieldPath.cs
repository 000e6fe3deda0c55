using System.Globalization;

namespace Graft.Kubernetes.Validation;

/// <summary>The way to a field of an object, written as Kubernetes does: <c>spec.workers[0].labels[key]</c>.</summary>
public sealed class FieldPath
{
    private readonly string _text;

    private FieldPath(string text) => _text = text;

    /// <summary>A path that begins at the top of the object.</summary>
    public static FieldPath Root(string name) => new(name);

    /// <summary>A field below this one.</summary>
    public FieldPath Child(string name) => new($"{_text}.{name}");

    /// <summary>Fields below this one, outermost first.</summary>
    public FieldPath Child(string name, params ReadOnlySpan<string> more) =>
        new($"{_text}.{name}.{string.Join('.', more)}");

    /// <summary>An element of the list at this path.</summary>
    public FieldPath Index(int index) => new(string.Create(CultureInfo.InvariantCulture, $"{_text}[{index}]"));

    /// <summary>An entry of the map at this path.</summary>
    public FieldPath Key(string key) => new($"{_text}[{key}]");

    public override string ToString() => _text;
}
