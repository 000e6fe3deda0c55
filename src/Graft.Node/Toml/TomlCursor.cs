namespace Graft.Node.Toml;

/// <summary>A position in the text of a document, with the few lexical pieces that everything in TOML shares.</summary>
internal sealed class TomlCursor(string text)
{
    public const char End = '\0';

    public string Text { get; } = text;

    public int Position { get; set; }

    public bool AtEnd => Position >= Text.Length;

    /// <summary>The next character; at the end NUL, which no TOML text contains.</summary>
    public char Current => Peek(0);

    public bool AtNewline => Current == '\n' || (Current == '\r' && Peek(1) == '\n');

    public char Peek(int ahead) => Position + ahead < Text.Length ? Text[Position + ahead] : End;

    public bool StartsWith(string token) => string.CompareOrdinal(Text, Position, token, 0, token.Length) == 0;

    public bool TryTake(char expected)
    {
        if (AtEnd || Current != expected)
        {
            return false;
        }
        Position++;
        return true;
    }

    public void Take(char expected, string context)
    {
        if (!TryTake(expected))
        {
            throw Error($"expected '{expected}' {context}, found {Describe()}");
        }
    }

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            Position++;
        }
    }

    public void SkipComment()
    {
        if (Current != '#')
        {
            return;
        }
        while (!AtEnd && !AtNewline)
        {
            if (IsForbidden(Current))
            {
                throw Error($"control character {Describe()} in a comment");
            }
            Position++;
        }
    }

    public bool TryTakeNewline()
    {
        if (!AtNewline)
        {
            return false;
        }
        Position += Current == '\r' ? 2 : 1;
        return true;
    }

    /// <summary>Blanks, newlines and comments, as they may stand between the items of an array.</summary>
    public void SkipTrivia()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        } while (TryTakeNewline());
    }

    public static bool IsForbidden(char c) => c is < ' ' and not '\t' or '\u007f';

    public string Describe() =>
        AtEnd ? "the end of the file"
        : AtNewline ? "the end of the line"
        : char.IsControl(Current) ? $"U+{(int)Current:X4}"
        : $"'{Current}'";

    public TomlException Error(string problem) => Error(problem, Position);

    public TomlException Error(string problem, int position)
    {
        var before = Text.AsSpan(0, Math.Min(position, Text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new TomlException(problem, line, column);
    }
}
