using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Patterns;

/// <summary>
/// Reads a pattern by Go's rules and writes the .NET pattern of the same meaning. What Go does not know (look-around, back
/// references, possessive and unbounded repetition) is refused with Go's words. Nothing is captured.
/// </summary>
internal sealed class GoRegexTranslator(string pattern)
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 200;
    private readonly StringBuilder _output = new(pattern.Length + 16);
    private readonly GoClassParser _classes = new(pattern);
    private int _position;
    private int _depth;
    private Flags _flags;

    /// <exception cref="FormatException">Not a pattern that Go accepts.</exception>
    public string Translate()
    {
        Alternatives();
        if (_position < pattern.Length)
        {
            throw Error("unexpected )", pattern);
        }
        return _output.ToString();
    }

    /// <summary>Reads up to a closing parenthesis or the end; returns the largest repetition within.</summary>
    private int Alternatives()
    {
        var largest = 1;
        while (_position < pattern.Length && pattern[_position] != ')')
        {
            if (pattern[_position] == '|')
            {
                _output.Append('|');
                _position++;
            }
            else
            {
                largest = Math.Max(largest, Repeated());
            }
        }
        return largest;
    }

    private int Repeated()
    {
        var start = _output.Length;
        var flagsOnly = false;
        var repeats = Atom(ref flagsOnly);
        var operators = 0;
        var first = _position;
        while (_position < pattern.Length && Operator() is { } found)
        {
            if (flagsOnly)
            {
                throw Error("missing argument to repetition operator", found.Text);
            }
            if (++operators > 1)
            {
                throw Error("invalid nested repetition operator", pattern[first.._position]);
            }
            repeats *= Math.Max(found.Count, 1);
            if (repeats > MaxRepeat)
            {
                throw Error("invalid repeat count", found.Text);
            }
            _output.Insert(start, "(?:").Append(')').Append(found.Written);
        }
        return repeats;
    }

    private int Atom(ref bool flagsOnly)
    {
        var c = pattern[_position];
        switch (c)
        {
            case '(':
                return Group(ref flagsOnly);
            case '[':
                _output.Append(_classes.ReadClass(ref _position));
                return 1;
            case '.':
                _output.Append(GoCharacterClass.Any(_flags.HasFlag(Flags.DotAll)));
                _position++;
                return 1;
            case '^':
                _output.Append(_flags.HasFlag(Flags.Lines) ? "(?m:^)" : "\\A");
                _position++;
                return 1;
            case '$':
                _output.Append(_flags.HasFlag(Flags.Lines) ? "(?m:$)" : "\\z");
                _position++;
                return 1;
            case '*' or '+' or '?':
                throw Error("missing argument to repetition operator", c.ToString());
            case '{' when Operator() is { } repeat:
                throw Error("missing argument to repetition operator", repeat.Text);
            case '\\':
                Escape();
                return 1;
            default:
                Literal(CodePoints.Read(pattern, ref _position));
                return 1;
        }
    }

    private int Group(ref bool flagsOnly)
    {
        if (++_depth > MaxDepth)
        {
            throw Error("expression nests too deeply", pattern);
        }
        var open = _position++;
        var outer = _flags;
        if (_position < pattern.Length && pattern[_position] == '?')
        {
            _position++;
            if (IsName())
            {
                ReadName(open);
            }
            else if (ReadFlags(open))
            {
                flagsOnly = true;
                _depth--;
                return 1;
            }
        }
        _output.Append("(?:");
        if (_flags.HasFlag(Flags.IgnoreCase) != outer.HasFlag(Flags.IgnoreCase))
        {
            AppendCaseFlag();
        }
        var largest = Alternatives();
        if (_position >= pattern.Length)
        {
            throw Error("missing closing )", pattern);
        }
        _position++;
        _output.Append(')');
        _flags = outer;
        _depth--;
        return largest;
    }

    private bool IsName() =>
        string.CompareOrdinal(pattern, _position, "P<", 0, 2) == 0
        || (_position + 1 < pattern.Length && pattern[_position] == '<' && pattern[_position + 1] is not ('=' or '!'));

    private void ReadName(int open)
    {
        var start = pattern.IndexOf('<', _position) + 1;
        var end = pattern.IndexOf('>', start);
        var name = end < 0 ? "" : pattern[start..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw Error("invalid named capture", end < 0 ? pattern[open..] : pattern[open..(end + 1)]);
        }
        _position = end + 1;
    }

    /// <summary>Reads <c>i-s:</c> or <c>i-s)</c>; true for the second, which holds to the end of the group around it.</summary>
    private bool ReadFlags(int open)
    {
        var flags = _flags;
        var isNegative = false;
        var any = false;
        for (; _position < pattern.Length; _position++)
        {
            var flag = pattern[_position] switch
            {
                'i' => Flags.IgnoreCase,
                'm' => Flags.Lines,
                's' => Flags.DotAll,
                'U' => Flags.Lazy,
                _ => Flags.None,
            };
            if (flag != Flags.None)
            {
                any = true;
                flags = isNegative ? flags & ~flag : flags | flag;
            }
            else if (pattern[_position] == '-' && !isNegative)
            {
                isNegative = true;
                any = false;
            }
            else if (pattern[_position] is ':' or ')' && (any || !isNegative))
            {
                var isSetting = pattern[_position++] == ')';
                var changesCase = (flags ^ _flags).HasFlag(Flags.IgnoreCase);
                _flags = flags;
                if (isSetting && changesCase)
                {
                    AppendCaseFlag();
                }
                return isSetting;
            }
            else
            {
                break;
            }
        }
        throw _position >= pattern.Length
            ? Error("missing closing )", pattern)
            : Error("invalid or unsupported Perl syntax", pattern[open..(_position + 1)]);
    }

    private void AppendCaseFlag() => _output.Append(_flags.HasFlag(Flags.IgnoreCase) ? "(?i)" : "(?-i)");

    /// <summary>A repetition at the current position, which is then behind it; null where there is none.</summary>
    private Repetition? Operator()
    {
        var start = _position;
        var (count, written) = pattern[_position] switch
        {
            '*' => (1, "*"),
            '+' => (1, "+"),
            '?' => (1, "?"),
            '{' => Braces(),
            _ => (0, ""),
        };
        if (written.Length == 0)
        {
            return null;
        }
        if (pattern[_position] != '}' || start == _position)
        {
            _position = start;
        }
        _position++;
        var isLazy = _flags.HasFlag(Flags.Lazy);
        if (_position < pattern.Length && pattern[_position] == '?')
        {
            isLazy = !isLazy;
            _position++;
        }
        return new Repetition(count, isLazy ? written + "?" : written, pattern[start.._position]);
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> and stops at the brace; other braces are literal.</summary>
    private (int Count, string Written) Braces()
    {
        var end = pattern.IndexOf('}', _position);
        if (end < 0)
        {
            return (0, "");
        }
        var parts = pattern[(_position + 1)..end].Split(',');
        if (
            parts.Length > 2
            || !IsNumber(parts[0])
            || (parts.Length == 2 && parts[1].Length > 0 && !IsNumber(parts[1]))
        )
        {
            return (0, "");
        }
        var text = pattern[_position..(end + 1)];
        var from = Number(parts[0], text);
        var to = parts is [_, { Length: > 0 } last] ? Number(last, text) : from;
        if (to < from)
        {
            throw Error("invalid repeat count", text);
        }
        _position = end;
        return (Math.Max(from, to), text);
    }

    private static bool IsNumber(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');

    private static int Number(string digits, string text) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxRepeat
            ? number
            : throw Error("invalid repeat count", text);

    private void Escape()
    {
        if (_position + 1 >= pattern.Length)
        {
            throw Error("trailing backslash at end of expression", "");
        }
        switch (pattern[_position + 1])
        {
            case 'A':
                _output.Append("\\A");
                _position += 2;
                break;
            case 'z':
                _output.Append("\\z");
                _position += 2;
                break;
            case 'b' or 'B':
                _output.Append(pattern, _position, 2);
                _position += 2;
                break;
            case 'Q':
                Quoted();
                break;
            default:
                _output.Append(_classes.ReadEscape(ref _position));
                break;
        }
    }

    private void Quoted()
    {
        var end = pattern.IndexOf("\\E", _position, StringComparison.Ordinal);
        var stop = end < 0 ? pattern.Length : end;
        _position += 2;
        while (_position < stop)
        {
            Literal(CodePoints.Read(pattern, ref _position));
        }
        _position = end < 0 ? stop : end + 2;
    }

    private void Literal(int point)
    {
        if (point < 0x80 && char.IsAsciiLetterOrDigit((char)point))
        {
            _output.Append((char)point);
            return;
        }
        foreach (var unit in point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : new Rune(point).ToString())
        {
            _output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }
    }

    private static FormatException Error(string problem, string at) => new($"error parsing regexp: {problem}: `{at}`");

    [Flags]
    private enum Flags
    {
        None = 0,
        IgnoreCase = 1,
        Lines = 2,
        DotAll = 4,
        Lazy = 8,
    }

    private sealed record Repetition(int Count, string Written, string Text);
}
