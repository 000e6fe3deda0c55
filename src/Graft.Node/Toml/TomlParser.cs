namespace Graft.Node.Toml;

/// <summary>Turns a text into expressions. Knows the grammar, not yet which keys may stand together.</summary>
internal sealed class TomlParser(string text)
{
    // Deeper than any configuration is, and shallow enough for every thread's stack. Keys count like brackets: a dotted key
    // makes a table in a table as well.
    private const int DeepestNesting = 128;

    private readonly TomlCursor _cursor = new(text);
    private int _depth;

    public IReadOnlyList<TomlExpression> Parse()
    {
        var expressions = new List<TomlExpression>();
        if (_cursor.Current == '\ufeff')
        {
            // A byte order mark is kept as part of the first expression.
            _cursor.Position++;
        }
        var start = 0;
        while (!_cursor.AtEnd)
        {
            expressions.Add(ReadExpression(start));
            start = _cursor.Position;
        }
        if (start < _cursor.Position)
        {
            expressions.Add(new TomlTriviaExpression(start, _cursor.Position, IsComment: false));
        }
        return expressions;
    }

    private TomlExpression ReadExpression(int start)
    {
        _cursor.SkipBlanks();
        if (_cursor.AtEnd || _cursor.AtNewline || _cursor.Current == '#')
        {
            var isComment = _cursor.Current == '#';
            EndLine();
            return new TomlTriviaExpression(start, _cursor.Position, isComment);
        }
        if (_cursor.Current == '[')
        {
            return ReadHeader(start);
        }
        var pair = ReadPair();
        EndLine();
        return new TomlAssignmentExpression(start, _cursor.Position, pair);
    }

    private TomlHeaderExpression ReadHeader(int start)
    {
        var isArray = _cursor.StartsWith("[[");
        _cursor.Position += isArray ? 2 : 1;
        var keys = ReadKeys();
        _cursor.Take(']', "after a table's name");
        if (isArray)
        {
            _cursor.Take(']', "after the name of an array of tables");
        }
        EndLine();
        return new TomlHeaderExpression(start, _cursor.Position, keys, isArray);
    }

    private TomlPairSyntax ReadPair()
    {
        var keys = ReadKeys();
        _cursor.Take('=', "after a key");
        _cursor.SkipBlanks();
        _depth += keys.Count - 1;
        var value = ReadValue();
        _depth -= keys.Count - 1;
        return new TomlPairSyntax(keys, value);
    }

    private IReadOnlyList<TomlKey> ReadKeys() =>
        TomlKeyReader.Read(_cursor, DeepestNesting - _depth) ?? throw TooDeep();

    private TomlException TooDeep() => _cursor.Error("arrays and tables are nested too deeply");

    private void EndLine()
    {
        _cursor.SkipBlanks();
        _cursor.SkipComment();
        if (!_cursor.AtEnd && !_cursor.TryTakeNewline())
        {
            throw _cursor.Error($"expected the end of the line, found {_cursor.Describe()}");
        }
    }

    private TomlValueSyntax ReadValue()
    {
        var start = _cursor.Position;
        switch (_cursor.Current)
        {
            case '"' or '\'':
                return new TomlScalarSyntax(new TomlString(TomlStringReader.Read(_cursor)), start, _cursor.Position);
            case '[':
                return Nested(ReadArray);
            case '{':
                return Nested(ReadInlineTable);
            default:
                return new TomlScalarSyntax(TomlScalarReader.Read(_cursor), start, _cursor.Position);
        }
    }

    private TomlValueSyntax Nested(Func<TomlValueSyntax> read)
    {
        if (++_depth > DeepestNesting)
        {
            throw TooDeep();
        }
        var value = read();
        _depth--;
        return value;
    }

    private TomlArraySyntax ReadArray()
    {
        var start = _cursor.Position++;
        var items = new List<TomlValueSyntax>();
        _cursor.SkipTrivia();
        while (_cursor.Current != ']')
        {
            items.Add(ReadValue());
            _cursor.SkipTrivia();
            if (!_cursor.TryTake(','))
            {
                break;
            }
            _cursor.SkipTrivia();
        }
        _cursor.Take(']', "at the end of an array");
        return new TomlArraySyntax(items, start, _cursor.Position);
    }

    private TomlInlineTableSyntax ReadInlineTable()
    {
        var start = _cursor.Position++;
        var pairs = new List<TomlPairSyntax>();
        _cursor.SkipBlanks();
        if (_cursor.Current != '}')
        {
            do
            {
                pairs.Add(ReadPair());
                _cursor.SkipBlanks();
            } while (_cursor.TryTake(','));
        }
        _cursor.Take('}', "at the end of an inline table");
        return new TomlInlineTableSyntax(pairs, start, _cursor.Position);
    }
}
