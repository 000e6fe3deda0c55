using System.Text;
using System.Text.Json;

namespace Graft.Extensions.Tests.Admission;

/// <summary>A JSON value that may be changed into what no parser would make: members twice, half characters, any depth.</summary>
internal sealed class LooseJson
{
    private string _raw = "";

    /// <summary>An object's members, in order; null where it is no object.</summary>
    public List<KeyValuePair<string, LooseJson>>? Members { get; private set; }

    /// <summary>An array's items; null where it is no array.</summary>
    public List<LooseJson>? Items { get; private set; }

    public static LooseJson Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>A value that is written as it stands here, be it JSON or not.</summary>
    public static LooseJson Raw(string text) => new() { _raw = text };

    public LooseJson Copy() =>
        new()
        {
            _raw = _raw,
            Members = Members?.ConvertAll(member => KeyValuePair.Create(member.Key, member.Value.Copy())),
            Items = Items?.ConvertAll(item => item.Copy()),
        };

    /// <summary>Becomes another value in the same place.</summary>
    public void Become(LooseJson other) => (_raw, Members, Items) = (other._raw, other.Members, other.Items);

    /// <summary>The last member of a name.</summary>
    public LooseJson? Find(string name) => Members?.LastOrDefault(member => member.Key == name).Value;

    public void Set(string name, LooseJson value)
    {
        Members?.RemoveAll(member => member.Key == name);
        Members?.Add(KeyValuePair.Create(name, value));
    }

    /// <summary>This value and all below it.</summary>
    public IEnumerable<LooseJson> All() =>
        (Members?.Select(member => member.Value) ?? Items ?? []).SelectMany(child => child.All()).Prepend(this);

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private static LooseJson Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new()
            {
                Members = [.. element.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, Of(one.Value)))],
            },
            JsonValueKind.Array => new() { Items = [.. element.EnumerateArray().Select(Of)] },
            _ => Raw(element.GetRawText()),
        };

    private void Write(StringBuilder text)
    {
        if (Members is not null)
        {
            text.Append('{');
            foreach (var (i, (name, value)) in Members.Index())
            {
                text.Append(i == 0 ? "" : ",").Append('"').Append(name).Append("\":");
                value.Write(text);
            }
            text.Append('}');
        }
        else if (Items is not null)
        {
            text.Append('[');
            foreach (var (i, item) in Items.Index())
            {
                text.Append(i == 0 ? "" : ",");
                item.Write(text);
            }
            text.Append(']');
        }
        else
        {
            text.Append(_raw);
        }
    }
}
