using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>
/// A set of fields, as a tree by the elements of their paths. An element is spelt as in <c>fieldsV1</c>: <c>f:name</c> a
/// field, <c>k:{"name":"x"}</c> an item by its keys, <c>v:"x"</c> an item by its value.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>The field at this place is itself in the set, not only fields below it.</summary>
    public bool IsMember { get; private set; }

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public bool HasChildren => _children.Count > 0;

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public static FieldSet FromJson(JsonObject fields)
    {
        var set = new FieldSet { IsMember = fields.Count == 0 };
        foreach (var (element, child) in fields)
        {
            if (element == ".")
            {
                set.IsMember = true;
            }
            else if (child is JsonObject nested)
            {
                set._children[element] = FromJson(nested);
            }
        }
        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (IsMember && HasChildren)
        {
            json["."] = new JsonObject();
        }
        foreach (var (element, child) in _children)
        {
            json[element] = child.ToJson();
        }
        return json;
    }

    public FieldSet? Find(string element) => _children.GetValueOrDefault(element);

    public void Insert(FieldLocation location) => Reach(location).IsMember = true;

    public void Remove(params ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
        {
            IsMember = false;
        }
        else if (Find(path[0]) is { } child)
        {
            child.Remove(path[1..]);
            if (child.IsEmpty)
            {
                _children.Remove(path[0]);
            }
        }
    }

    /// <summary>Takes out a field and all below it.</summary>
    public void RemoveAll(string element) => _children.Remove(element);

    public FieldSet Union(FieldSet other) => Combine(other, (mine, theirs) => mine || theirs);

    public FieldSet Intersection(FieldSet other) => Combine(other, (mine, theirs) => mine && theirs);

    public FieldSet Difference(FieldSet other) => Combine(other, (mine, theirs) => mine && !theirs);

    public bool IsSameAs(FieldSet other) =>
        IsMember == other.IsMember
        && _children.Count == other._children.Count
        && _children.All(child => other.Find(child.Key) is { } same && child.Value.IsSameAs(same));

    /// <summary>Every member's path, as messages spell it.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember)
        {
            yield return prefix;
        }
        foreach (var (element, child) in _children)
        {
            foreach (var path in child.Paths(prefix + FieldElement.Describe(element)))
            {
                yield return path;
            }
        }
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> isMember)
    {
        var combined = new FieldSet { IsMember = isMember(IsMember, other.IsMember) };
        var empty = new FieldSet();
        foreach (var element in _children.Keys.Union(other._children.Keys, StringComparer.Ordinal))
        {
            var child = (Find(element) ?? empty).Combine(other.Find(element) ?? empty, isMember);
            if (!child.IsEmpty)
            {
                combined._children[element] = child;
            }
        }
        return combined;
    }

    private FieldSet Reach(FieldLocation location)
    {
        if (location.Parent is null)
        {
            return this;
        }
        var parent = Reach(location.Parent);
        if (!parent._children.TryGetValue(location.Element, out var child))
        {
            parent._children[location.Element] = child = new FieldSet();
        }
        return child;
    }
}
