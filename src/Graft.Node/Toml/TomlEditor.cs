namespace Graft.Node.Toml;

/// <summary>The edits of a document. Each finds the text to change, then checks that the result means what was asked for.</summary>
internal static class TomlEditor
{
    public static TomlDocument Set(TomlDocument document, string[] path, TomlValue value)
    {
        if (document.Root.Find(path) is { } existing && existing.Equals(value))
        {
            return document;
        }
        var wanted = document.Root.With(path, value);
        return Checked(ReplaceOrInsert(document, path, value), wanted);
    }

    public static TomlDocument Merge(TomlDocument document, string[] path, TomlTable table)
    {
        switch (document.Root.Find(path))
        {
            case null:
                var wanted = document.Root.With(path, table);
                return Checked(TomlInsertion.Table(document, path, table), wanted);
            case not TomlTable:
                throw new TomlEditException($"'{string.Join('.', path)}' is not a table");
            default:
                return table.Entries.Aggregate(document, (result, entry) => MergeEntry(result, path, entry));
        }
    }

    public static TomlDocument Remove(TomlDocument document, string[] path)
    {
        if (document.Root.Find(path) is null)
        {
            return document;
        }
        var result = TomlDocument.Parse(TomlRemoval.Remove(document, path));
        var wanted = document.Root.Without(path);
        // Tables that existed only as the way to the removed one go with it.
        for (var length = path.Length - 1; length > 0; length--)
        {
            var isGone = result.Root.Find(path[..length]) is null;
            var isEmpty = wanted.Find(path[..length]) is TomlTable { Count: 0 };
            wanted = isGone && isEmpty ? wanted.Without(path.AsSpan(0, length)) : wanted;
        }
        return Checked(result, wanted);
    }

    private static TomlDocument MergeEntry(TomlDocument document, string[] path, KeyValuePair<string, TomlValue> entry)
    {
        string[] inner = [.. path, entry.Key];
        return entry.Value is TomlTable table ? Merge(document, inner, table) : Set(document, inner, entry.Value);
    }

    private static string ReplaceOrInsert(TomlDocument document, string[] path, TomlValue value)
    {
        var found = TomlPlace.Find(document.Tree, path);
        if (found.Depth < path.Length)
        {
            return TomlInsertion.Value(document, path, value);
        }
        var syntax = found.Node switch
        {
            TomlLeafNode leaf => leaf.Syntax,
            TomlTableNode { Syntax: { } braces } => braces,
            _ => throw new TomlEditException($"'{string.Join('.', path)}' is a table"),
        };
        var format = TomlStyle.FormatOf(document);
        return document.Text[..syntax.Start] + format.Value(value) + document.Text[syntax.End..];
    }

    private static TomlDocument Checked(string text, TomlTable wanted)
    {
        try
        {
            return Checked(TomlDocument.Parse(text), wanted);
        }
        catch (TomlException e)
        {
            throw new TomlEditException($"the edit would give a document that is not TOML ({e.Message})");
        }
    }

    private static TomlDocument Checked(TomlDocument result, TomlTable wanted) =>
        result.Root.Equals(wanted)
            ? result
            : throw new TomlEditException("the edit would change more of the document than it should");
}
