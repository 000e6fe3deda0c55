namespace Graft.Node.Toml;

/// <summary>How far a path exists in a document.</summary>
/// <param name="Node">The deepest node on the path that exists.</param>
/// <param name="Depth">How many keys of the path lead to it.</param>
internal sealed record TomlPlace(TomlNode Node, int Depth)
{
    public static TomlPlace Find(TomlTableNode root, IReadOnlyList<string> path)
    {
        var place = new TomlPlace(root, 0);
        foreach (var key in path)
        {
            if (place.Node is TomlTableArrayNode)
            {
                throw new TomlEditException($"'{path[place.Depth - 1]}' is an array of tables");
            }
            if (place.Node is not TomlTableNode table || !table.Children.TryGetValue(key, out var child))
            {
                break;
            }
            place = new TomlPlace(child, place.Depth + 1);
        }
        return place;
    }

    /// <summary>The innermost inline table with braces of its own on the path, and its depth.</summary>
    public static (TomlInlineTableSyntax Braces, int Depth)? FindBraces(TomlTableNode root, IReadOnlyList<string> path)
    {
        (TomlInlineTableSyntax, int)? found = null;
        TomlNode node = root;
        for (var depth = 0; depth < path.Count; depth++)
        {
            if (node is not TomlTableNode table || !table.Children.TryGetValue(path[depth], out var child))
            {
                break;
            }
            node = child;
            found = child is TomlTableNode { Syntax: { } braces } ? (braces, depth + 1) : found;
        }
        return found;
    }
}
