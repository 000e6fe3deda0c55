using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>Something with keys and values: an object of the API, or a map that an expression made.</summary>
internal abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<object> Keys { get; }

    public abstract bool TryGet(object key, out object? value);
}

/// <summary>An object of the API. Values are converted when they are asked for; a field that is null is absent.</summary>
internal sealed class CelObject(JsonObject json, CelType type) : CelMap
{
    private bool IsMap => type.Kind != CelKind.Object;

    public override int Count => IsMap ? json.Count : Keys.Count();

    public override IEnumerable<object> Keys =>
        json.Where(property => IsMap || property.Value is not null).Select(property => property.Key);

    public override bool TryGet(object key, out object? value)
    {
        value = null;
        if (key is not string name)
        {
            return false;
        }
        var field = type.Fields.TryGetValue(name, out var known)
            ? known
            : new CelField(name, type.Element ?? CelType.Dyn);
        if (!json.TryGetPropertyValue(field.Property, out var node) || (node is null && !IsMap))
        {
            return false;
        }
        value = CelValues.FromJson(node, field.Type);
        return true;
    }
}

/// <summary>A map that an expression made.</summary>
internal sealed class CelValueMap(Dictionary<object, object?> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<object> Keys => entries.Keys;

    public override bool TryGet(object key, out object? value) =>
        entries.TryGetValue(key, out value)
        || (CelValues.Integral(key) is { } other && !other.Equals(key) && entries.TryGetValue(other, out value));
}
