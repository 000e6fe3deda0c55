using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>Cuts an expression into tokens: numbers, strings (quoted, triple-quoted, raw), names and operators.</summary>
internal sealed class CelLexer(string source)
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

    private int _position;

    public static List<CelToken> Read(string source)
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
        if (start >= source.Length)
        {
            return new CelToken(CelTokenKind.End, "<EOF>", null, start);
        }
        var c = source[start];
        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < source.Length && char.IsAsciiDigit(source[start + 1])))
        {
            return new CelToken(CelTokenKind.Literal, "", Number(), start);
        }
        if (c is '"' or '\'' || ((c is 'r' or 'R') && start + 1 < source.Length && source[start + 1] is '"' or '\''))
        {
            return new CelToken(CelTokenKind.Literal, "", String(), start);
        }
        if (char.IsAsciiLetter(c) || c == '_')
        {
            return Name(start);
        }
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, start, symbol, 0, symbol.Length) == 0)
            {
                _position += symbol.Length;
                return new CelToken(CelTokenKind.Symbol, symbol, null, start);
            }
        }
        throw Error(start, $"token recognition error at: '{c}'");
    }

    private void SkipBlanks()
    {
        while (_position < source.Length)
        {
            if (string.CompareOrdinal(source, _position, "//", 0, 2) == 0)
            {
                var end = source.IndexOf('\n', _position);
                _position = end < 0 ? source.Length : end;
            }
            else if (char.IsWhiteSpace(source[_position]))
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private CelToken Name(int start)
    {
        while (_position < source.Length && (char.IsAsciiLetterOrDigit(source[_position]) || source[_position] == '_'))
        {
            _position++;
        }
        var name = source[start.._position];
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
        if (string.CompareOrdinal(source, start, "0x", 0, 2) == 0)
        {
            _position += 2;
            SkipWhile(char.IsAsciiHexDigit);
            return Parsed(
                long.TryParse(
                    source.AsSpan(start + 2, _position - start - 2),
                    NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture,
                    out var hex
                ),
                hex,
                start
            );
        }
        SkipWhile(char.IsAsciiDigit);
        var isDouble = false;
        if (_position + 1 < source.Length && source[_position] == '.' && char.IsAsciiDigit(source[_position + 1]))
        {
            isDouble = true;
            _position++;
            SkipWhile(char.IsAsciiDigit);
        }
        if (_position < source.Length && source[_position] is 'e' or 'E')
        {
            isDouble = true;
            _position++;
            if (_position < source.Length && source[_position] is '+' or '-')
            {
                _position++;
            }
            SkipWhile(char.IsAsciiDigit);
        }
        var text = source.AsSpan(start, _position - start);
        if (isDouble)
        {
            return Parsed(double.TryParse(text, CultureInfo.InvariantCulture, out var real), real, start);
        }
        if (_position < source.Length && source[_position] is 'u' or 'U')
        {
            _position++;
            return Parsed(ulong.TryParse(text, CultureInfo.InvariantCulture, out var unsigned), unsigned, start);
        }
        return Parsed(long.TryParse(text, CultureInfo.InvariantCulture, out var integer), integer, start);
    }

    private void SkipWhile(Func<char, bool> accepts)
    {
        while (_position < source.Length && accepts(source[_position]))
        {
            _position++;
        }
    }

    private static object Parsed(bool succeeded, object value, int start) =>
        succeeded ? value : throw Error(start, "invalid number literal");

    private string String()
    {
        var start = _position;
        var raw = source[_position] is 'r' or 'R';
        if (raw)
        {
            _position++;
        }
        var quote = source[_position].ToString();
        var triple = new string(quote[0], 3);
        if (string.CompareOrdinal(source, _position, triple, 0, 3) == 0)
        {
            quote = triple;
        }
        _position += quote.Length;
        var text = new StringBuilder();
        while (_position < source.Length)
        {
            if (string.CompareOrdinal(source, _position, quote, 0, quote.Length) == 0)
            {
                _position += quote.Length;
                return text.ToString();
            }
            if (source[_position] == '\\' && !raw)
            {
                Escape(text);
            }
            else
            {
                text.Append(source[_position++]);
            }
        }
        throw Error(start, "unterminated string literal");
    }

    private void Escape(StringBuilder text)
    {
        var start = _position++;
        var c = _position < source.Length ? source[_position++] : '\0';
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

    private void AppendCode(StringBuilder text, int start, int digits)
    {
        if (
            _position + digits > source.Length
            || !int.TryParse(
                source.AsSpan(_position, digits),
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
        text.Append(new Rune(code).ToString());
    }

    private static CelException Error(int column, string message) => new($"ERROR: <input>:1:{column + 1}: {message}");
}
