using System.Globalization;
using System.Text;

namespace Graft.Node.Toml;

/// <summary>Reads TOML's four kinds of strings.</summary>
internal static class TomlStringReader
{
    public static string Read(TomlCursor cursor)
    {
        if (cursor.StartsWith("\"\"\""))
        {
            return ReadMultiLine(cursor, '"');
        }
        if (cursor.StartsWith("'''"))
        {
            return ReadMultiLine(cursor, '\'');
        }
        return ReadSingleLine(cursor);
    }

    /// <summary>A string of one line, the only kind that a key may be.</summary>
    public static string ReadSingleLine(TomlCursor cursor)
    {
        var quote = cursor.Current;
        var start = cursor.Position;
        cursor.Position++;
        var value = new StringBuilder();
        while (cursor.Current != quote)
        {
            if (cursor.AtEnd || cursor.AtNewline)
            {
                throw cursor.Error("the string is not closed", start);
            }
            ReadCharacter(cursor, value, quote == '"');
        }
        cursor.Position++;
        return value.ToString();
    }

    private static string ReadMultiLine(TomlCursor cursor, char quote)
    {
        var start = cursor.Position;
        cursor.Position += 3;
        cursor.TryTakeNewline();
        var value = new StringBuilder();
        while (true)
        {
            if (cursor.AtEnd)
            {
                throw cursor.Error("the string is not closed", start);
            }
            if (cursor.Current == quote)
            {
                var run = 1;
                while (run < 5 && cursor.Peek(run) == quote)
                {
                    run++;
                }
                cursor.Position += run;
                value.Append(quote, run < 3 ? run : run - 3);
                if (run >= 3)
                {
                    return value.ToString();
                }
            }
            else if (cursor.AtNewline)
            {
                var from = cursor.Position;
                cursor.TryTakeNewline();
                value.Append(cursor.Text, from, cursor.Position - from);
            }
            else if (quote != '"' || !TrySkipLineContinuation(cursor))
            {
                ReadCharacter(cursor, value, quote == '"');
            }
        }
    }

    /// <summary>A backslash at the end of a line swallows all whitespace up to the next character.</summary>
    private static bool TrySkipLineContinuation(TomlCursor cursor)
    {
        if (cursor.Current != '\\')
        {
            return false;
        }
        var before = cursor.Position;
        cursor.Position++;
        cursor.SkipBlanks();
        if (!cursor.AtNewline)
        {
            cursor.Position = before;
            return false;
        }
        while (cursor.TryTakeNewline())
        {
            cursor.SkipBlanks();
        }
        return true;
    }

    private static void ReadCharacter(TomlCursor cursor, StringBuilder value, bool withEscapes)
    {
        if (withEscapes && cursor.Current == '\\')
        {
            ReadEscape(cursor, value);
            return;
        }
        if (TomlCursor.IsForbidden(cursor.Current))
        {
            throw cursor.Error($"control character {cursor.Describe()} in a string");
        }
        value.Append(cursor.Current);
        cursor.Position++;
    }

    private static void ReadEscape(TomlCursor cursor, StringBuilder value)
    {
        var start = cursor.Position;
        cursor.Position++;
        var kind = cursor.Current;
        cursor.Position++;
        if (kind is 'u' or 'U')
        {
            value.Append(ReadCodePoint(cursor, kind == 'u' ? 4 : 8, start));
            return;
        }
        value.Append(
            kind switch
            {
                'b' => '\b',
                't' => '\t',
                'n' => '\n',
                'f' => '\f',
                'r' => '\r',
                '"' => '"',
                '\\' => '\\',
                _ => throw cursor.Error("unknown escape in a string", start),
            }
        );
    }

    private static string ReadCodePoint(TomlCursor cursor, int digits, int start)
    {
        var code = 0u;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Current))
            {
                throw cursor.Error("a Unicode escape has too few hexadecimal digits", start);
            }
            code =
                (code << 4)
                | uint.Parse([cursor.Current], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            cursor.Position++;
        }
        return Rune.TryCreate(code, out var rune)
            ? rune.ToString()
            : throw cursor.Error("a Unicode escape names no character", start);
    }
}
