using System.Collections.Frozen;

namespace Graft.Kubernetes.Embedded.Schemas.Patterns;

/// <summary>Reads <c>[a-z\d[:alpha:]]</c> and the escapes that name characters or classes of them.</summary>
internal sealed class GoClassParser(string pattern)
{
    private static readonly int[] Digits = ['0', '9'];
    private static readonly int[] Blanks = ['\t', '\n', '\f', '\r', ' ', ' '];
    private static readonly int[] Words = ['0', '9', 'A', 'Z', '_', '_', 'a', 'z'];

    private static readonly FrozenDictionary<string, int[]> Posix = new Dictionary<string, int[]>(
        StringComparer.Ordinal
    )
    {
        ["alnum"] = ['0', '9', 'A', 'Z', 'a', 'z'],
        ["alpha"] = ['A', 'Z', 'a', 'z'],
        ["ascii"] = [0, 0x7F],
        ["blank"] = ['\t', '\t', ' ', ' '],
        ["cntrl"] = [0, 0x1F, 0x7F, 0x7F],
        ["digit"] = Digits,
        ["graph"] = ['!', '~'],
        ["lower"] = ['a', 'z'],
        ["print"] = [' ', '~'],
        ["punct"] = ['!', '/', ':', '@', '[', '`', '{', '~'],
        ["space"] = ['\t', '\r', ' ', ' '],
        ["upper"] = ['A', 'Z'],
        ["word"] = Words,
        ["xdigit"] = ['0', '9', 'A', 'F', 'a', 'f'],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int[]> Scripts = new Dictionary<string, int[]>(
        StringComparer.Ordinal
    )
    {
        ["Any"] = [0, 0x10FFFF],
        ["Arabic"] = [0x600, 0x6FF, 0x750, 0x77F, 0x8A0, 0x8FF],
        ["Cyrillic"] = [0x400, 0x52F, 0x1C80, 0x1C8F, 0x2DE0, 0x2DFF, 0xA640, 0xA69F],
        ["Greek"] = [0x370, 0x3FF, 0x1F00, 0x1FFF],
        ["Han"] = [0x2E80, 0x2FD5, 0x3005, 0x3007, 0x3021, 0x3029, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0x20000, 0x323AF],
        ["Hebrew"] = [0x591, 0x5F4],
        ["Latin"] = ['A', 'Z', 'a', 'z', 0xAA, 0xAA, 0xBA, 0xBA, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x2B8, 0x1E00, 0x1EFF],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Categories = FrozenSet.Create(
        StringComparer.Ordinal,
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cs",
        "L",
        "Ll",
        "Lm",
        "Lo",
        "Lt",
        "Lu",
        "M",
        "Mc",
        "Me",
        "Mn",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "S",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Z",
        "Zl",
        "Zp",
        "Zs"
    );

    public GoCharacterClass ReadClass(ref int position)
    {
        var start = position++;
        var isNegated = position < pattern.Length && pattern[position] == '^';
        if (isNegated)
        {
            position++;
        }
        var result = new GoCharacterClass { IsNegated = isNegated };
        for (var isFirst = true; isFirst || At(position) != ']'; isFirst = false)
        {
            if (position >= pattern.Length)
            {
                throw Error("missing closing ]", pattern[start..]);
            }
            if (!TryReadPosix(result, ref position) && !TryReadSet(result, ref position))
            {
                ReadRange(result, ref position, start);
            }
        }
        position++;
        return result;
    }

    /// <summary>Reads an escape outside of brackets.</summary>
    public GoCharacterClass ReadEscape(ref int position)
    {
        var result = new GoCharacterClass();
        if (!TryReadSet(result, ref position))
        {
            var point = EscapedPoint(ref position);
            result.Add(point, point);
        }
        return result;
    }

    private char At(int position) => position < pattern.Length ? pattern[position] : '\0';

    private void ReadRange(GoCharacterClass result, ref int position, int classStart)
    {
        var start = position;
        var from = Point(ref position);
        var to = from;
        if (At(position) == '-' && position + 1 < pattern.Length && pattern[position + 1] != ']')
        {
            position++;
            to = Point(ref position);
            if (to < from)
            {
                throw Error("invalid character class range", pattern[start..position]);
            }
        }
        if (position > pattern.Length)
        {
            throw Error("missing closing ]", pattern[classStart..]);
        }
        result.Add(from, to);
    }

    private int Point(ref int position) =>
        At(position) == '\\' ? EscapedPoint(ref position) : CodePoints.Read(pattern, ref position);

    private bool TryReadPosix(GoCharacterClass result, ref int position)
    {
        if (string.CompareOrdinal(pattern, position, "[:", 0, 2) != 0)
        {
            return false;
        }
        var end = pattern.IndexOf(":]", position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }
        var name = pattern[(position + 2)..end];
        var isNegated = name.StartsWith('^');
        if (!Posix.TryGetValue(name.TrimStart('^'), out var bounds))
        {
            throw Error("invalid character class range", pattern[position..(end + 2)]);
        }
        result.Add(bounds, isNegated);
        position = end + 2;
        return true;
    }

    private bool TryReadSet(GoCharacterClass result, ref int position)
    {
        if (At(position) != '\\')
        {
            return false;
        }
        var letter = At(position + 1);
        switch (letter)
        {
            case 'd' or 'D':
                result.Add(Digits, letter == 'D');
                break;
            case 's' or 'S':
                result.Add(Blanks, letter == 'S');
                break;
            case 'w' or 'W':
                result.Add(Words, letter == 'W');
                break;
            case 'p' or 'P':
                ReadProperty(result, ref position);
                return true;
            default:
                return false;
        }
        position += 2;
        return true;
    }

    private void ReadProperty(GoCharacterClass result, ref int position)
    {
        var start = position;
        var isNegated = pattern[position + 1] == 'P';
        position += 2;
        string name;
        if (At(position) == '{')
        {
            var end = pattern.IndexOf('}', position);
            if (end < 0)
            {
                throw Error("invalid character class range", pattern[start..]);
            }
            name = pattern[(position + 1)..end];
            position = end + 1;
        }
        else
        {
            name = At(position).ToString();
            position = Math.Min(position + 1, pattern.Length);
        }
        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }
        if (Scripts.TryGetValue(name, out var bounds))
        {
            result.Add(bounds, isNegated);
        }
        else if (Categories.Contains(name))
        {
            result.AddCategory(name, isNegated);
        }
        else
        {
            throw Error("invalid character class range", pattern[start..position]);
        }
    }

    private int EscapedPoint(ref int position)
    {
        var start = position++;
        if (position >= pattern.Length)
        {
            throw Error("trailing backslash at end of expression", "");
        }
        var c = pattern[position];
        switch (c)
        {
            case 'x':
                return Hex(ref position, start);
            case '0':
            case >= '1' and <= '7' when At(position + 1) is >= '0' and <= '7':
                return Octal(ref position);
            case >= '!' and <= '~' when !char.IsAsciiLetterOrDigit(c):
                position++;
                return c;
        }
        var control = "abfnrtv".IndexOf(c, StringComparison.Ordinal);
        if (control < 0 || c == 'b')
        {
            throw Error("invalid escape sequence", pattern[start..(position + 1)]);
        }
        position++;
        return "\a\b\f\n\r\t\v"[control];
    }

    private int Octal(ref int position)
    {
        var value = 0;
        for (var digits = 0; digits < 3 && At(position) is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + (pattern[position++] - '0');
        }
        return value;
    }

    private int Hex(ref int position, int start)
    {
        var isBraced = At(++position) == '{';
        var end = isBraced ? pattern.IndexOf('}', position) : position + 2;
        var from = isBraced ? position + 1 : position;
        if (end < from || end > pattern.Length || !CodePoints.TryHex(pattern.AsSpan(from, end - from), out var value))
        {
            throw Error(
                "invalid escape sequence",
                pattern[start..Math.Min(Math.Max(end, position) + 1, pattern.Length)]
            );
        }
        position = isBraced ? end + 1 : end;
        return value;
    }

    private static FormatException Error(string problem, string at) => new($"error parsing regexp: {problem}: `{at}`");
}
