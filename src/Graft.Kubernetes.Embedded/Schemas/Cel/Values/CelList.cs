using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>A list. Items are made when they are asked for.</summary>
internal abstract class CelList
{
    public abstract int Count { get; }

    /// <summary>atomic, set or map; order counts only in the first.</summary>
    public virtual string ListType => "atomic";

    /// <summary>The fields that identify an item where the list is a map.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    public abstract object? this[int index] { get; }

    public IEnumerable<object?> Items()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <summary>What identifies an item within a set or a map.</summary>
    public object Identity(object? item) =>
        ListType == "map" && item is CelMap map
            ? string.Join(
                '\n',
                Keys.Select(key =>
                    map.TryGet(Syntax.CelNames.Escape(key) ?? key, out var value) ? CelText.Of(value) : ""
                )
            )
            : item ?? "null";
}

/// <summary>A list of an object of the API.</summary>
internal sealed class CelJsonList(JsonArray array, CelType type) : CelList
{
    public override int Count => array.Count;

    public override string ListType => type.ListType;

    public override IReadOnlyList<string> Keys => type.ListMapKeys;

    public override object? this[int index] => CelValues.FromJson(array[index], type.Element ?? CelType.Dyn);
}

/// <summary>A list that an expression made.</summary>
internal sealed class CelValueList(IReadOnlyList<object?> items) : CelList
{
    public override int Count => items.Count;

    public override object? this[int index] => items[index];
}
