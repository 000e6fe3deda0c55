using System.Globalization;

namespace Graft.Kubernetes.Validation;

/// <summary>
/// The way to a field of an object, written as Kubernetes does: <c>spec.workers[0].labels[key]</c>. It is spelt out when it
/// is asked for, because most paths never are.
/// </summary>
public sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string _name;
    private readonly int _index;
    private readonly bool _isKey;
    private string? _text;

    private FieldPath(FieldPath? parent, string name, int index = -1, bool isKey = false)
    {
        _parent = parent;
        _name = name;
        _index = index;
        _isKey = isKey;
    }

    /// <summary>A path that begins at the top of the object.</summary>
    public static FieldPath Root(string name) => new(null, name);

    /// <summary>A field below this one.</summary>
    public FieldPath Child(string name) => new(this, name);

    /// <summary>Fields below this one, outermost first.</summary>
    public FieldPath Child(string name, params ReadOnlySpan<string> more)
    {
        var path = Child(name);
        foreach (var next in more)
        {
            path = path.Child(next);
        }
        return path;
    }

    /// <summary>An element of the list at this path.</summary>
    public FieldPath Index(int index) => new(this, "", index);

    /// <summary>An entry of the map at this path.</summary>
    public FieldPath Key(string key) => new(this, key, isKey: true);

    public override string ToString() =>
        _text ??=
            _parent is null ? _name
            : _isKey ? $"{_parent}[{_name}]"
            : _index >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{_parent}[{_index}]")
            : $"{_parent}.{_name}";
}
