namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>
/// A recursive-descent parser for the Common Expression Language: conditional, or, and, relation, addition,
/// multiplication, unary, member. Macros become comprehensions here.
/// </summary>
internal sealed class CelParser
{
    private const int MaxDepth = 100;

    // A chain of operators is a tree as deep as it is long, and trees are walked recursively.
    private const int MaxTokens = 2000;
    private static readonly string[] Relations = ["==", "!=", "<=", ">=", "<", ">", "in"];
    private readonly List<CelToken> _tokens;
    private int _position;
    private int _depth;

    private CelParser(List<CelToken> tokens) => _tokens = tokens;

    private CelToken Current => _tokens[_position];

    /// <exception cref="CelException">The text is not an expression.</exception>
    public static CelExpression Parse(string source)
    {
        var tokens = CelLexer.Read(source);
        if (tokens.Count > MaxTokens)
        {
            throw new CelException($"ERROR: expression has more than {MaxTokens} tokens");
        }
        var parser = new CelParser(tokens);
        var expression = parser.Expression();
        return parser.Current.Kind == CelTokenKind.End ? expression : throw parser.Unexpected();
    }

    private CelExpression Expression()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException("ERROR: expression recursion limit exceeded");
        }
        var test = Or();
        if (Current.Is("?"))
        {
            var column = Take().Column;
            var then = Or();
            Expect(":");
            test = new CelExpression.Conditional(test, then, Expression(), column);
        }
        _depth--;
        return test;
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
            left = new CelExpression.Call(symbol.Text, [left, operand()], IsMethod: false, symbol.Column);
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
        if (++_depth > MaxDepth)
        {
            throw new CelException("ERROR: expression recursion limit exceeded");
        }
        var operand = Unary();
        _depth--;
        return symbol.Is("-") && operand is CelExpression.Literal { Value: long or double } literal
            ? literal with
            {
                Value = literal.Value is long integer ? (object)-integer : -(double)literal.Value!,
            }
            : new CelExpression.Call(symbol.Is("!") ? "!" : "-_", [operand], IsMethod: false, symbol.Column);
    }

    private CelExpression Member()
    {
        var expression = Primary();
        while (true)
        {
            if (Current.Is("."))
            {
                Take();
                var name = Current.Kind == CelTokenKind.Identifier ? Take() : throw Unexpected();
                expression = Current.Is("(")
                    ? Method(expression, name)
                    : new CelExpression.Select(expression, name.Text, IsTest: false, name.Column);
            }
            else if (Current.Is("["))
            {
                var column = Take().Column;
                var key = Expression();
                Expect("]");
                expression = new CelExpression.Index(expression, key, column);
            }
            else
            {
                return expression;
            }
        }
    }

    private CelExpression Primary()
    {
        var start = _position;
        var token = Take();
        switch (token.Kind)
        {
            case CelTokenKind.Literal:
                return new CelExpression.Literal(token.Value, token.Column);
            case CelTokenKind.Identifier when Current.Is("("):
                return Function(token);
            case CelTokenKind.Identifier:
                return new CelExpression.Identifier(token.Text, token.Column);
            case CelTokenKind.Symbol when token.Is("("):
                var inner = Expression();
                Expect(")");
                return inner;
            case CelTokenKind.Symbol when token.Is("["):
                return new CelExpression.ListLiteral(Sequence("]", Expression), token.Column);
            case CelTokenKind.Symbol when token.Is("{"):
                return new CelExpression.MapLiteral(Sequence("}", Entry), token.Column);
            default:
                _position = start;
                throw Unexpected();
        }
    }

    private (CelExpression Key, CelExpression Value) Entry()
    {
        var key = Expression();
        Expect(":");
        return (key, Expression());
    }

    private CelExpression Function(CelToken name)
    {
        Take();
        var arguments = Sequence(")", Expression);
        if (!name.Is("has"))
        {
            return new CelExpression.Call(name.Text, arguments, IsMethod: false, name.Column);
        }
        return arguments is [CelExpression.Select select]
            ? select with
            {
                IsTest = true,
            }
            : throw Error(name.Column, "invalid argument to has() macro");
    }

    private CelExpression Method(CelExpression receiver, CelToken name)
    {
        Take();
        var arguments = Sequence(")", Expression);
        return (name.Text, arguments) switch
        {
            ("all" or "exists" or "exists_one" or "filter", [CelExpression.Identifier variable, var filter]) =>
                new CelExpression.Comprehension(name.Text, receiver, variable.Name, filter, null, name.Column),
            ("map", [CelExpression.Identifier variable, var transform]) => new CelExpression.Comprehension(
                name.Text,
                receiver,
                variable.Name,
                null,
                transform,
                name.Column
            ),
            ("map", [CelExpression.Identifier variable, var filter, var transform]) => new CelExpression.Comprehension(
                name.Text,
                receiver,
                variable.Name,
                filter,
                transform,
                name.Column
            ),
            ("all" or "exists" or "exists_one" or "filter" or "map", _) => throw Error(
                name.Column,
                $"invalid arguments to {name.Text}() macro"
            ),
            _ => new CelExpression.Call(name.Text, [receiver, .. arguments], IsMethod: true, name.Column),
        };
    }

    private List<T> Sequence<T>(string end, Func<T> item)
    {
        var items = new List<T>();
        while (!Current.Is(end))
        {
            items.Add(item());
            if (!Current.Is(","))
            {
                break;
            }
            Take();
        }
        Expect(end);
        return items;
    }

    private CelToken Take() => Current.Kind == CelTokenKind.End ? Current : _tokens[_position++];

    private void Expect(string symbol)
    {
        if (!Current.Is(symbol))
        {
            throw Unexpected();
        }
        _position++;
    }

    private CelException Unexpected() =>
        Error(Current.Column, $"Syntax error: unexpected '{(Current.Text.Length > 0 ? Current.Text : Current.Value)}'");

    private static CelException Error(int column, string message) => new($"ERROR: <input>:1:{column + 1}: {message}");
}
