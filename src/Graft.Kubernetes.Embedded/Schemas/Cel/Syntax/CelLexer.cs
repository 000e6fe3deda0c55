using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>Cuts an expression into tokens: numbers, strings (quoted, triple-quoted, raw), names and operators.</summary>
internal sealed class CelLexer(CelSource source)
{
    private static readonly string[] Symbols =
    [
        "==",
        "!=",
        "<=",
        ">=",
        "&&",
        "||",
        "<",
        ">",
        "!",
        "+",
        "-",
        "*",
        "/",
        "%",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ".",
        ",",
        "?",
        ":",
    ];

    private const ulong LeastMagnitude = 1UL << 63;
    private const int RawByte = 0x10FF00;
    private readonly string _source = source.Text;
    private int _position;
    private bool _isInBytes;

    /// <exception cref="CelException">A character or literal that means nothing.</exception>
    public static List<CelToken> Read(CelSource source)
    {
        var lexer = new CelLexer(source);
        var tokens = new List<CelToken>();
        do
        {
            tokens.Add(lexer.Next());
        } while (tokens[^1].Kind != CelTokenKind.End);
        return tokens;
    }

    private CelToken Next()
    {
        SkipBlanks();
        var start = _position;
        if (start >= _source.Length)
        {
            return new CelToken(CelTokenKind.End, "<EOF>", null, start);
        }
        var c = _source[start];
        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < _source.Length && char.IsAsciiDigit(_source[start + 1])))
        {
            return new CelToken(CelTokenKind.Literal, "", Number(), start);
        }
        if (StringPrefix(start) is { } prefix)
        {
            _position += prefix.Length;
            _isInBytes = prefix.Contains('b', StringComparison.OrdinalIgnoreCase);
            var literal = String(prefix.Contains('r', StringComparison.OrdinalIgnoreCase), start);
            return new CelToken(CelTokenKind.Literal, "", _isInBytes ? Bytes(literal) : literal, start);
        }
        if (c == '`')
        {
            return QuotedName(start);
        }
        if (char.IsAsciiLetter(c) || c == '_')
        {
            return Name(start);
        }
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(_source, start, symbol, 0, symbol.Length) == 0)
            {
                _position += symbol.Length;
                return new CelToken(CelTokenKind.Symbol, symbol, null, start);
            }
        }
        throw Error(start, $"Syntax error: token recognition error at: '{c}'");
    }

    private void SkipBlanks()
    {
        while (_position < _source.Length)
        {
            if (string.CompareOrdinal(_source, _position, "//", 0, 2) == 0)
            {
                var end = _source.IndexOf('\n', _position);
                _position = end < 0 ? _source.Length : end;
            }
            else if (char.IsWhiteSpace(_source[_position]))
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>What stands in front of a quote: nothing, r, b or both. Null where no string begins.</summary>
    private string? StringPrefix(int start)
    {
        for (var length = 0; length <= 2 && start + length < _source.Length; length++)
        {
            if (_source[start + length] is '"' or '\'')
            {
                return _source.Substring(start, length);
            }
            if (_source[start + length] is not ('r' or 'R' or 'b' or 'B'))
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>Escapes in a literal of bytes stand for bytes; other characters are written in UTF-8.</summary>
    private static byte[] Bytes(string literal)
    {
        var bytes = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in literal.EnumerateRunes())
        {
            if (rune.Value is >= RawByte and < RawByte + 0x100)
            {
                bytes.Add((byte)(rune.Value - RawByte));
            }
            else
            {
                bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
            }
        }
        return [.. bytes];
    }

    private CelToken QuotedName(int start)
    {
        var end = _source.IndexOf('`', start + 1);
        if (end <= start + 1)
        {
            throw Error(start, "Syntax error: token recognition error at: '`'");
        }
        _position = end + 1;
        return new CelToken(CelTokenKind.QuotedName, _source[(start + 1)..end], null, start);
    }

    private CelToken Name(int start)
    {
        while (
            _position < _source.Length && (char.IsAsciiLetterOrDigit(_source[_position]) || _source[_position] == '_')
        )
        {
            _position++;
        }
        var name = _source[start.._position];
        return name switch
        {
            "true" => new CelToken(CelTokenKind.Literal, name, true, start),
            "false" => new CelToken(CelTokenKind.Literal, name, false, start),
            "null" => new CelToken(CelTokenKind.Literal, name, null, start),
            "in" => new CelToken(CelTokenKind.Symbol, name, null, start),
            _ => new CelToken(CelTokenKind.Identifier, name, null, start),
        };
    }

    private object Number()
    {
        var start = _position;
        if (string.CompareOrdinal(_source, start, "0x", 0, 2) == 0)
        {
            _position += 2;
            SkipWhile(char.IsAsciiHexDigit);
            var digits = _source.AsSpan(start + 2, _position - start - 2);
            var isHex = ulong.TryParse(
                digits,
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var hex
            );
            return IsUnsigned()
                ? Parsed(isHex, hex, "uint", start)
                : Parsed(isHex && hex <= long.MaxValue, (long)hex, "int", start);
        }
        SkipWhile(char.IsAsciiDigit);
        var isDouble = false;
        if (_position + 1 < _source.Length && _source[_position] == '.' && char.IsAsciiDigit(_source[_position + 1]))
        {
            isDouble = true;
            _position++;
            SkipWhile(char.IsAsciiDigit);
        }
        if (_position < _source.Length && _source[_position] is 'e' or 'E')
        {
            isDouble = true;
            _position++;
            if (_position < _source.Length && _source[_position] is '+' or '-')
            {
                _position++;
            }
            SkipWhile(char.IsAsciiDigit);
        }
        var text = _source.AsSpan(start, _position - start);
        if (isDouble)
        {
            return Parsed(
                double.TryParse(text, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real),
                real,
                "double",
                start
            );
        }
        var isWhole = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole);
        if (IsUnsigned())
        {
            return Parsed(isWhole, whole, "uint", start);
        }
        // The parser takes the sign: only behind a minus is this one a number of 64 bits.
        return isWhole && whole == LeastMagnitude
            ? (object)whole
            : Parsed(isWhole && whole <= long.MaxValue, (long)whole, "int", start);
    }

    private bool IsUnsigned()
    {
        if (_position >= _source.Length || _source[_position] is not ('u' or 'U'))
        {
            return false;
        }
        _position++;
        return true;
    }

    private void SkipWhile(Func<char, bool> accepts)
    {
        while (_position < _source.Length && accepts(_source[_position]))
        {
            _position++;
        }
    }

    private object Parsed(bool succeeded, object value, string type, int start) =>
        succeeded ? value : throw Error(start, $"invalid {type} literal");

    private string String(bool raw, int start)
    {
        var quote = _source[_position].ToString();
        var triple = new string(quote[0], 3);
        if (string.CompareOrdinal(_source, _position, triple, 0, 3) == 0)
        {
            quote = triple;
        }
        _position += quote.Length;
        var text = new StringBuilder();
        while (_position < _source.Length)
        {
            if (string.CompareOrdinal(_source, _position, quote, 0, quote.Length) == 0)
            {
                _position += quote.Length;
                return text.ToString();
            }
            if (quote.Length == 1 && _source[_position] is '\n' or '\r')
            {
                break;
            }
            if (_source[_position] == '\\' && !raw)
            {
                Escape(text);
            }
            else
            {
                text.Append(_source[_position++]);
            }
        }
        throw Error(start, $"Syntax error: token recognition error at: '{_source[start..]}'");
    }

    private void Escape(StringBuilder text)
    {
        var start = _position++;
        var c = _position < _source.Length ? _source[_position++] : '\0';
        switch (c)
        {
            case 'n':
                text.Append('\n');
                break;
            case 't':
                text.Append('\t');
                break;
            case 'r':
                text.Append('\r');
                break;
            case 'a':
                text.Append('\a');
                break;
            case 'b':
                text.Append('\b');
                break;
            case 'f':
                text.Append('\f');
                break;
            case 'v':
                text.Append('\v');
                break;
            case '\\' or '\'' or '"' or '`' or '?':
                text.Append(c);
                break;
            case 'x' or 'X':
                AppendCode(text, start, 2);
                break;
            case >= '0' and <= '3':
                AppendOctal(text, start);
                break;
            case 'u':
                AppendCode(text, start, 4);
                break;
            case 'U':
                AppendCode(text, start, 8);
                break;
            default:
                throw Error(start, $"invalid escape '\\{c}'");
        }
    }

    private void AppendOctal(StringBuilder text, int start)
    {
        var digits = _source.AsSpan(_position - 1, Math.Min(3, _source.Length - _position + 1));
        if (digits.Length < 3 || digits.ContainsAnyExceptInRange('0', '7'))
        {
            throw Error(start, "invalid octal escape");
        }
        _position += 2;
        AppendPoint(text, ((digits[0] - '0') * 64) + ((digits[1] - '0') * 8) + digits[2] - '0', isByte: true);
    }

    private void AppendCode(StringBuilder text, int start, int digits)
    {
        if (
            _position + digits > _source.Length
            || !int.TryParse(
                _source.AsSpan(_position, digits),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var code
            )
            || !Rune.IsValid(code)
        )
        {
            throw Error(start, "invalid escape");
        }
        _position += digits;
        AppendPoint(text, code, isByte: digits == 2);
    }

    private void AppendPoint(StringBuilder text, int point, bool isByte) =>
        text.Append(new Rune(isByte && _isInBytes ? RawByte + point : point).ToString());

    private CelException Error(int offset, string message) => new(source.Describe(offset, message));
}
