using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Json;

/// <summary>Says what is wrong with a JSON text in the words of Go's decoder, which kube-apiserver passes on.</summary>
internal ref struct GoJsonSyntax
{
    private const int DeepestNesting = 10_000;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _depth;
    private string? _fault;

    private GoJsonSyntax(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Null where the text is one JSON value.</summary>
    public static string? FindFault(ReadOnlySpan<byte> text)
    {
        var scanner = new GoJsonSyntax(text);
        scanner.Value();
        scanner.SkipSpace();
        if (scanner._fault is null && scanner._at < text.Length)
        {
            scanner.Unexpected("after top-level value");
        }
        return scanner._fault;
    }

    /// <summary>How Go names the type of a value: <c>cannot unmarshal number into ...</c>.</summary>
    public static string TypeName(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject => "object",
            JsonArray => "array",
            _ => node.GetValueKind() switch
            {
                JsonValueKind.String => "string",
                JsonValueKind.Number => "number",
                _ => "bool",
            },
        };

    private bool Value()
    {
        SkipSpace();
        if (_at == _text.Length)
        {
            return Ended();
        }
        switch (_text[_at])
        {
            case (byte)'{':
                return Nested(isObject: true);
            case (byte)'[':
                return Nested(isObject: false);
            case (byte)'"':
                return Text();
            case (byte)'t':
                return Literal("true");
            case (byte)'f':
                return Literal("false");
            case (byte)'n':
                return Literal("null");
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number();
            default:
                return Unexpected("looking for beginning of value");
        }
    }

    private bool Nested(bool isObject)
    {
        if (++_depth > DeepestNesting)
        {
            _fault ??= "exceeded max depth";
            return false;
        }
        var end = isObject ? (byte)'}' : (byte)']';
        _at++;
        SkipSpace();
        if (_at < _text.Length && _text[_at] == end)
        {
            _at++;
            _depth--;
            return true;
        }
        while ((!isObject || Key()) && Value())
        {
            SkipSpace();
            if (_at == _text.Length)
            {
                return Ended();
            }
            if (_text[_at] == end)
            {
                _at++;
                _depth--;
                return true;
            }
            if (_text[_at] != ',')
            {
                return Unexpected(isObject ? "after object key:value pair" : "after array element");
            }
            _at++;
        }
        return false;
    }

    private bool Key()
    {
        SkipSpace();
        if (_at == _text.Length)
        {
            return Ended();
        }
        if (_text[_at] != '"')
        {
            return Unexpected("looking for beginning of object key string");
        }
        if (!Text())
        {
            return false;
        }
        SkipSpace();
        if (_at == _text.Length)
        {
            return Ended();
        }
        if (_text[_at] != ':')
        {
            return Unexpected("after object key");
        }
        _at++;
        return true;
    }

    private bool Text()
    {
        for (_at++; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case (byte)'"':
                    _at++;
                    return true;
                case (byte)'\\' when !Escape():
                    return false;
                case < 0x20:
                    return Unexpected("in string literal");
            }
        }
        return Ended();
    }

    private bool Escape()
    {
        if (++_at == _text.Length)
        {
            return Ended();
        }
        if (_text[_at] != 'u')
        {
            return "\"\\/bfnrt".Contains((char)_text[_at], StringComparison.Ordinal)
                || Unexpected("in string escape code");
        }
        for (var i = 0; i < 4; i++)
        {
            if (++_at == _text.Length)
            {
                return Ended();
            }
            if (!char.IsAsciiHexDigit((char)_text[_at]))
            {
                return Unexpected("in \\u hexadecimal character escape");
            }
        }
        return true;
    }

    private bool Literal(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (++_at == _text.Length)
            {
                return Ended();
            }
            if (_text[_at] != word[i])
            {
                return Unexpected($"in literal {word} (expecting '{word[i]}')");
            }
        }
        _at++;
        return true;
    }

    private bool Number()
    {
        if (_text[_at] == '-')
        {
            _at++;
        }
        if (!Digits("in numeric literal", canLeadWithZero: false))
        {
            return false;
        }
        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            if (!Digits("after decimal point in numeric literal", canLeadWithZero: true))
            {
                return false;
            }
        }
        if (_at < _text.Length && _text[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            if (_at < _text.Length && _text[_at] is (byte)'+' or (byte)'-')
            {
                _at++;
            }
            return Digits("in exponent of numeric literal", canLeadWithZero: true);
        }
        return true;
    }

    private bool Digits(string where, bool canLeadWithZero)
    {
        if (_at == _text.Length)
        {
            return Ended();
        }
        if (!char.IsAsciiDigit((char)_text[_at]))
        {
            return Unexpected(where);
        }
        if (_text[_at] == '0' && !canLeadWithZero)
        {
            _at++;
            return true;
        }
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
        {
            _at++;
        }
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private bool Ended()
    {
        _fault ??= "unexpected end of JSON input";
        return false;
    }

    private bool Unexpected(string where)
    {
        Rune.DecodeFromUtf8(_text[_at..], out var rune, out _);
        var character = rune.Value switch
        {
            '\'' => "'\\''",
            '"' => "'\"'",
            _ => $"'{GoSyntax.Quote(rune.ToString())[1..^1]}'",
        };
        _fault ??= $"invalid character {character} {where}";
        return false;
    }
}
