namespace Graft.Node.Toml;

/// <summary>A key as it stands in the text: its meaning and where it is written.</summary>
internal readonly record struct TomlKey(string Name, int Start, int End);

/// <summary>Reads dotted keys: bare, quoted, with blanks around the dots.</summary>
internal static class TomlKeyReader
{
    /// <returns>The keys, or null where there are more than <paramref name="most"/>; the cursor is then at the next.</returns>
    public static IReadOnlyList<TomlKey>? Read(TomlCursor cursor, int most)
    {
        var keys = new List<TomlKey>();
        do
        {
            if (keys.Count >= most)
            {
                return null;
            }
            cursor.SkipBlanks();
            keys.Add(ReadOne(cursor));
            cursor.SkipBlanks();
        } while (cursor.TryTake('.'));
        return keys;
    }

    public static bool IsBare(string name) => name.Length > 0 && name.All(IsBare);

    private static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static TomlKey ReadOne(TomlCursor cursor)
    {
        var start = cursor.Position;
        if (cursor.Current is '"' or '\'')
        {
            var name = TomlStringReader.ReadSingleLine(cursor);
            return new TomlKey(name, start, cursor.Position);
        }
        while (IsBare(cursor.Current))
        {
            cursor.Position++;
        }
        return cursor.Position > start
            ? new TomlKey(cursor.Text[start..cursor.Position], start, cursor.Position)
            : throw cursor.Error($"expected a key, found {cursor.Describe()}");
    }
}
