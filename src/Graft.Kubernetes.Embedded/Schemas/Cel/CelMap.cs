using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>Something with keys and values: an object of the API, or a map literal.</summary>
internal interface ICelMap
{
    IReadOnlyCollection<object> Keys { get; }

    bool TryGet(object key, out object? value);
}

/// <summary>An object of the API; values are converted when they are asked for.</summary>
internal sealed class CelObject(JsonObject json, CelType type) : ICelMap
{
    public IReadOnlyCollection<object> Keys => [.. json.Select(property => property.Key)];

    public bool TryGet(object key, out object? value)
    {
        value = null;
        if (key is not string name)
        {
            return false;
        }
        var field = type.Fields.TryGetValue(name, out var known)
            ? known
            : new CelField(name, type.Element ?? CelType.Dyn);
        if (!json.TryGetPropertyValue(field.Property, out var node))
        {
            return false;
        }
        value = CelValues.FromJson(node, field.Type);
        return true;
    }
}

/// <summary>A map that the expression itself wrote.</summary>
internal sealed class CelLiteralMap(Dictionary<object, object?> entries) : ICelMap
{
    public IReadOnlyCollection<object> Keys => entries.Keys;

    public bool TryGet(object key, out object? value) => entries.TryGetValue(key, out value);
}

/// <summary>A list; an unordered one equals any permutation of itself.</summary>
internal sealed record CelList(IReadOnlyList<object?> Items, bool IsUnordered = false);
