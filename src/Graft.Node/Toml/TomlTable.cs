using System.Diagnostics.CodeAnalysis;

namespace Graft.Node.Toml;

/// <summary>A table of the model: keys with values, in document order. Immutable; equality ignores the order.</summary>
public sealed record TomlTable : TomlValue
{
    private readonly OrderedDictionary<string, TomlValue> _entries;

    public TomlTable()
        : this([]) { }

    public TomlTable(IEnumerable<KeyValuePair<string, TomlValue>> entries)
    {
        _entries = new OrderedDictionary<string, TomlValue>(entries, StringComparer.Ordinal);
    }

    public int Count => _entries.Count;

    public IEnumerable<KeyValuePair<string, TomlValue>> Entries => _entries;

    public bool TryGet(string key, [NotNullWhen(true)] out TomlValue? value) => _entries.TryGetValue(key, out value);

    /// <summary>The value at a path of keys, or null where any step is missing or not a table.</summary>
    public TomlValue? Find(params IEnumerable<string> path)
    {
        TomlValue? current = this;
        foreach (var key in path)
        {
            current = current is TomlTable table && table.TryGet(key, out var next) ? next : null;
        }
        return current;
    }

    /// <summary>The table with the value at the path; tables on the way are made where missing.</summary>
    /// <exception cref="TomlEditException">A key on the way holds something that is not a table.</exception>
    public TomlTable With(ReadOnlySpan<string> path, TomlValue value)
    {
        var key = path[0];
        if (path.Length == 1)
        {
            return Replace(key, value);
        }
        var child = TryGet(key, out var existing) ? existing : new TomlTable();
        return child is TomlTable table
            ? Replace(key, table.With(path[1..], value))
            : throw new TomlEditException($"'{key}' is not a table");
    }

    /// <summary>The table without the value at the path; unchanged where there is none.</summary>
    public TomlTable Without(ReadOnlySpan<string> path)
    {
        var key = path[0];
        if (!TryGet(key, out var existing))
        {
            return this;
        }
        if (path.Length == 1)
        {
            return new TomlTable(_entries.Where(entry => !string.Equals(entry.Key, key, StringComparison.Ordinal)));
        }
        return existing is TomlTable table ? Replace(key, table.Without(path[1..])) : this;
    }

    /// <summary>This table with every entry of another one; tables on both sides are merged, all else is replaced.</summary>
    public TomlTable MergedWith(TomlTable other)
    {
        var result = this;
        foreach (var (key, value) in other.Entries)
        {
            var merged =
                value is TomlTable added && TryGet(key, out var own) && own is TomlTable existing
                    ? existing.MergedWith(added)
                    : value;
            result = result.Replace(key, merged);
        }
        return result;
    }

    public bool Equals(TomlTable? other) =>
        other is not null
        && Count == other.Count
        && _entries.All(entry => other.TryGet(entry.Key, out var value) && entry.Value.Equals(value));

    public override int GetHashCode() => Count;

    private TomlTable Replace(string key, TomlValue value)
    {
        var copy = new TomlTable(_entries);
        copy._entries[key] = value;
        return copy;
    }
}
