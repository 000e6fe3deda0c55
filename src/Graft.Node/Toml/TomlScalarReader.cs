using System.Globalization;

namespace Graft.Node.Toml;

/// <summary>Reads booleans, numbers, dates and times: every value that is one unquoted word.</summary>
internal static class TomlScalarReader
{
    // An error stays one line that can be read.
    private const int LongestQuotation = 40;

    public static TomlValue Read(TomlCursor cursor)
    {
        var start = cursor.Position;
        var word = TakeWord(cursor);
        return Interpret(word) ?? throw cursor.Error(Problem(cursor, word), start);
    }

    private static string Problem(TomlCursor cursor, string word) =>
        word.Length == 0 ? $"expected a value, found {cursor.Describe()}"
        : word.Length > LongestQuotation ? $"'{word.AsSpan(0, LongestQuotation)}...' is not a value"
        : $"'{word}' is not a value";

    private static string TakeWord(TomlCursor cursor)
    {
        var start = cursor.Position;
        SkipWord(cursor);
        // A date may be parted from its time by one blank instead of a T.
        var isDate = cursor.Position - start == 10 && cursor.Text[start + 4] == '-';
        if (isDate && cursor.Current == ' ' && char.IsAsciiDigit(cursor.Peek(1)) && char.IsAsciiDigit(cursor.Peek(2)))
        {
            var date = cursor.Text[start..cursor.Position];
            var time = ++cursor.Position;
            SkipWord(cursor);
            return $"{date}T{cursor.Text.AsSpan(time, cursor.Position - time)}";
        }
        return cursor.Text[start..cursor.Position];
    }

    private static void SkipWord(TomlCursor cursor)
    {
        while (char.IsAsciiLetterOrDigit(cursor.Current) || cursor.Current is '+' or '-' or '_' or '.' or ':')
        {
            cursor.Position++;
        }
    }

    private static TomlValue? Interpret(string word) =>
        word switch
        {
            "true" => new TomlBoolean(true),
            "false" => new TomlBoolean(false),
            "inf" or "+inf" => new TomlFloat(double.PositiveInfinity),
            "-inf" => new TomlFloat(double.NegativeInfinity),
            "nan" or "+nan" or "-nan" => new TomlFloat(double.NaN),
            _ => ReadPrefixed(word)
                ?? ReadDecimal(word)
                ?? (TomlValue?)ReadFloat(word)
                ?? TomlDateTimeReader.Read(word),
        };

    private static TomlInteger? ReadPrefixed(string word)
    {
        if (word.Length < 3 || word[0] != '0' || word[1] is not ('x' or 'o' or 'b'))
        {
            return null;
        }
        var radix = word[1] switch
        {
            'x' => 16u,
            'o' => 8u,
            _ => 2u,
        };
        if (!HasProperUnderscores(word.AsSpan(2), c => DigitOf(c) < radix))
        {
            return null;
        }
        var value = 0ul;
        foreach (var digit in word.AsSpan(2))
        {
            if (digit == '_')
            {
                continue;
            }
            if (value > ((ulong)long.MaxValue - DigitOf(digit)) / radix)
            {
                return null;
            }
            value = (value * radix) + DigitOf(digit);
        }
        return new TomlInteger((long)value);
    }

    private static uint DigitOf(char c) =>
        char.IsAsciiHexDigit(c) ? (uint)Convert.ToInt32(c.ToString(), 16) : uint.MaxValue;

    private static TomlInteger? ReadDecimal(string word) =>
        IsInteger(word)
        && long.TryParse(
            word.Replace("_", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? new TomlInteger(value)
            : null;

    private static TomlFloat? ReadFloat(string word)
    {
        var exponent = word.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponent < 0 ? word.AsSpan() : word.AsSpan(0, exponent);
        var dot = mantissa.IndexOf('.');
        if (exponent < 0 && dot < 0)
        {
            return null;
        }
        var isWellFormed =
            IsInteger(dot < 0 ? mantissa : mantissa[..dot])
            && (dot < 0 || HasProperUnderscores(mantissa[(dot + 1)..], char.IsAsciiDigit))
            && (exponent < 0 || HasProperUnderscores(WithoutSign(word.AsSpan(exponent + 1)), char.IsAsciiDigit));
        return isWellFormed
            ? new TomlFloat(
                double.Parse(
                    word.Replace("_", "", StringComparison.Ordinal),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture
                )
            )
            : null;
    }

    private static bool IsInteger(ReadOnlySpan<char> word)
    {
        var digits = WithoutSign(word);
        return HasProperUnderscores(digits, char.IsAsciiDigit) && (digits.Length == 1 || digits[0] != '0');
    }

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> word) =>
        word.Length > 0 && word[0] is '+' or '-' ? word[1..] : word;

    /// <summary>Digits, with single underscores only between two digits.</summary>
    private static bool HasProperUnderscores(ReadOnlySpan<char> digits, Func<char, bool> isDigit)
    {
        var previousIsDigit = false;
        foreach (var c in digits)
        {
            var isThisDigit = isDigit(c);
            if (!isThisDigit && !(c == '_' && previousIsDigit))
            {
                return false;
            }
            previousIsDigit = isThisDigit;
        }
        return previousIsDigit;
    }
}
