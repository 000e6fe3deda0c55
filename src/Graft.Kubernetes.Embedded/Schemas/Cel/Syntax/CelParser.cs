namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>
/// A recursive-descent parser for the Common Expression Language: conditional, or, and, relation, addition,
/// multiplication, unary, member. Macros become nodes of their own here.
/// </summary>
internal sealed class CelParser
{
    /// <summary>How deep an expression may nest.</summary>
    private const int MaxDepth = 100;

    /// <summary>A chain of operators is a tree as deep as it is long, and trees are walked recursively.</summary>
    private const int MaxTokens = 4000;

    private static readonly string[] Relations = ["==", "!=", "<=", ">=", "<", ">", "in"];

    private readonly CelSource _source;
    private readonly List<CelToken> _tokens;
    private int _position;
    private int _depth;

    private CelParser(CelSource source)
    {
        _source = source;
        _tokens = CelLexer.Read(source);
    }

    private CelToken Current => _tokens[_position];

    /// <exception cref="CelException">The text is not an expression.</exception>
    public static CelExpression Parse(CelSource source)
    {
        var parser = new CelParser(source);
        if (parser._tokens.Count > MaxTokens)
        {
            throw parser.Error(0, "expression code point size exceeds limit");
        }
        var expression = parser.Expression();
        return parser.Current.Kind == CelTokenKind.End ? expression : throw parser.Unexpected();
    }

    private CelExpression Expression()
    {
        Enter();
        var test = Or();
        if (Current.Is("?"))
        {
            var offset = Take().Column;
            var then = Or();
            Expect(":");
            test = new CelExpression.Conditional(test, then, Expression(), offset);
        }
        _depth--;
        return test;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Error(Current.Column, "expression recursion limit exceeded: 250");
        }
    }

    private CelExpression Or() => LeftAssociative(And, "||");

    private CelExpression And() => LeftAssociative(Relation, "&&");

    private CelExpression Relation() => LeftAssociative(Addition, Relations);

    private CelExpression Addition() => LeftAssociative(Multiplication, "+", "-");

    private CelExpression Multiplication() => LeftAssociative(Unary, "*", "/", "%");

    private CelExpression LeftAssociative(Func<CelExpression> operand, params ReadOnlySpan<string> operators)
    {
        var left = operand();
        while (Current.Kind == CelTokenKind.Symbol && operators.Contains(Current.Text))
        {
            var symbol = Take();
            left = new CelExpression.Call(symbol.Text, [left, operand()], isMethod: false, symbol.Column);
        }
        return left;
    }

    private CelExpression Unary()
    {
        if (!Current.Is("!") && !Current.Is("-"))
        {
            return Member();
        }
        var symbol = Take();
        Enter();
        var operand = Unary();
        _depth--;
        if (symbol.Is("-") && operand is CelExpression.Literal literal && Negated(literal.Value) is { } negative)
        {
            return new CelExpression.Literal(negative, symbol.Column);
        }
        return new CelExpression.Call(symbol.Is("!") ? "!" : "-_", [operand], isMethod: false, symbol.Column);
    }

    private static object? Negated(object? value) =>
        value switch
        {
            long integer when integer != long.MinValue => -integer,
            double real => -real,
            1UL << 63 => long.MinValue,
            _ => null,
        };

    private CelExpression Member()
    {
        var expression = Primary();
        var depth = 0;
        for (; Current.Is(".") || Current.Is("["); depth++)
        {
            if (depth > MaxDepth)
            {
                throw Error(Current.Column, "expression recursion limit exceeded: 250");
            }
            var symbol = Take();
            expression = symbol.Is(".") ? Field(expression, symbol) : Subscript(expression, symbol);
        }
        return expression;
    }

    private CelExpression Field(CelExpression operand, CelToken dot)
    {
        var isOptional = TakeIf("?");
        if (Current.Kind is not (CelTokenKind.Identifier or CelTokenKind.QuotedName))
        {
            throw Unexpected();
        }
        var name = Take();
        if (Current.Is("(") && !isOptional && name.Kind == CelTokenKind.Identifier)
        {
            return Method(operand, name);
        }
        return new CelExpression.Select(operand, CelNames.OfField(name), dot.Column) { IsOptional = isOptional };
    }

    private CelExpression.Index Subscript(CelExpression operand, CelToken bracket)
    {
        var isOptional = TakeIf("?");
        var key = Expression();
        Expect("]");
        return new CelExpression.Index(operand, key, isOptional, bracket.Column);
    }

    private CelExpression Primary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case CelTokenKind.Literal:
                return new CelExpression.Literal(token.Value, token.Column);
            case CelTokenKind.Symbol when token.Is(".") && Current.Kind == CelTokenKind.Identifier:
                return Name(Take());
            case CelTokenKind.Identifier:
                return Name(token);
            case CelTokenKind.Symbol when token.Is("("):
                var inner = Expression();
                Expect(")");
                return inner;
            case CelTokenKind.Symbol when token.Is("["):
                return new CelExpression.ListLiteral(Sequence("]", Item), token.Column);
            case CelTokenKind.Symbol when token.Is("{"):
                return new CelExpression.MapLiteral(Sequence("}", Entry), token.Column);
            default:
                _position -= token.Kind == CelTokenKind.End ? 0 : 1;
                throw Unexpected();
        }
    }

    private CelExpression Name(CelToken token)
    {
        if (CelNames.IsReserved(token.Text))
        {
            throw Error(token.Column, $"reserved identifier: {token.Text}");
        }
        return Current.Is("(") ? Function(token) : new CelExpression.Identifier(token.Text, token.Column);
    }

    private (CelExpression Item, bool IsOptional) Item()
    {
        var isOptional = TakeIf("?");
        return (Expression(), isOptional);
    }

    private CelMapEntry Entry()
    {
        var isOptional = TakeIf("?");
        var key = Expression();
        Expect(":");
        return new CelMapEntry(key, Expression(), isOptional);
    }

    private CelExpression Function(CelToken name)
    {
        var open = Take();
        var arguments = Sequence(")", Expression);
        if (!name.Is("has") || arguments.Count != 1)
        {
            return new CelExpression.Call(name.Text, arguments, isMethod: false, open.Column);
        }
        return arguments[0] is CelExpression.Select { IsOptional: false } select
            ? new CelExpression.Select(select.Operand, select.Field, open.Column) { IsTest = true }
            : throw Error(arguments[0].Offset, "invalid argument to has() macro");
    }

    private CelExpression Method(CelExpression receiver, CelToken name)
    {
        var open = Take();
        var arguments = Sequence(")", Expression);
        return CelMacros.Find(name.Text, receiver, arguments, open.Column, Error)
            ?? new CelExpression.Call(name.Text, [receiver, .. arguments], isMethod: true, open.Column);
    }

    private List<T> Sequence<T>(string end, Func<T> item)
    {
        var items = new List<T>();
        while (!Current.Is(end))
        {
            items.Add(item());
            if (!TakeIf(","))
            {
                break;
            }
        }
        Expect(end);
        return items;
    }

    private CelToken Take() => Current.Kind == CelTokenKind.End ? Current : _tokens[_position++];

    private bool TakeIf(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }
        _position++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw Unexpected();
        }
    }

    private CelException Unexpected()
    {
        var text = Current.Kind == CelTokenKind.Literal ? Current.Value?.ToString() : Current.Text;
        return Error(Current.Column, $"Syntax error: unexpected '{text}'");
    }

    private CelException Error(int offset, string message) => new(_source.Describe(offset, message));
}
