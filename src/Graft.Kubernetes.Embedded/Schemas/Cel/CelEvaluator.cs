namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>
/// Walks a checked expression. Each step costs one of a fixed budget, so that no rule can hold up a write for long.
/// </summary>
internal sealed class CelEvaluator(IReadOnlyDictionary<string, object?> variables)
{
    private const int Budget = 1_000_000;
    private readonly Dictionary<string, object?> _variables = new(variables, StringComparer.Ordinal);
    private int _steps;

    /// <exception cref="CelException">The evaluation failed, for example on an absent field.</exception>
    public object? Evaluate(CelExpression expression)
    {
        if (++_steps > Budget)
        {
            throw new CelException(
                "validation failed due to running out of cost budget, no further validation rules will be run"
            );
        }
        return expression switch
        {
            CelExpression.Literal literal => literal.Value,
            CelExpression.Identifier identifier => _variables[identifier.Name],
            CelExpression.Select select => Select(select),
            CelExpression.Index index => Index(index),
            CelExpression.Call call => Call(call),
            CelExpression.Conditional conditional => Evaluate(
                IsTrue(conditional.Test) ? conditional.Then : conditional.Else
            ),
            CelExpression.ListLiteral list => new CelList([.. list.Items.Select(Evaluate)]),
            CelExpression.MapLiteral map => Map(map),
            CelExpression.Comprehension comprehension => Comprehend(comprehension),
            _ => throw new CelException("no such overload"),
        };
    }

    private bool IsTrue(CelExpression expression) =>
        Evaluate(expression) as bool? ?? throw new CelException("no such overload");

    private object? Select(CelExpression.Select select)
    {
        if (Evaluate(select.Operand) is not ICelMap map)
        {
            return select.IsTest ? false : throw new CelException($"no such key: {select.Field}");
        }
        var isThere = map.TryGet(select.Field, out var value);
        if (select.IsTest)
        {
            return isThere;
        }
        return isThere ? value : throw new CelException($"no such key: {select.Field}");
    }

    private object? Index(CelExpression.Index index)
    {
        var operand = Evaluate(index.Operand);
        var key = Evaluate(index.Key);
        return (operand, key) switch
        {
            (CelList list, long i) => i >= 0 && i < list.Items.Count
                ? list.Items[(int)i]
                : throw new CelException($"index out of bounds: {i}"),
            (ICelMap map, not null) => map.TryGet(key, out var value)
                ? value
                : throw new CelException($"no such key: {key}"),
            _ => throw new CelException("no such overload"),
        };
    }

    private CelLiteralMap Map(CelExpression.MapLiteral map)
    {
        var entries = new Dictionary<object, object?>();
        foreach (var (key, value) in map.Entries)
        {
            entries[Evaluate(key) ?? throw new CelException("unsupported key type")] = Evaluate(value);
        }
        return new CelLiteralMap(entries);
    }

    private object? Call(CelExpression.Call call)
    {
        switch (call.Function)
        {
            case "&&":
                return Logical(call, decisive: false);
            case "||":
                return Logical(call, decisive: true);
            case "==":
                return CelValues.AreEqual(Evaluate(call.Arguments[0]), Evaluate(call.Arguments[1]));
            case "!=":
                return !CelValues.AreEqual(Evaluate(call.Arguments[0]), Evaluate(call.Arguments[1]));
        }
        var arguments = call.Arguments.Select(Evaluate).ToList();
        var kinds = arguments.ConvertAll(CelValues.KindOf);
        foreach (var overload in CelFunctions.Named(call.Function, call.IsMethod, arguments.Count))
        {
            if (overload.Accepts(kinds))
            {
                return Invoke(overload, arguments);
            }
        }
        throw new CelException("no such overload");
    }

    private static object? Invoke(CelOverload overload, List<object?> arguments)
    {
        try
        {
            return overload.Invoke(arguments);
        }
        catch (OverflowException)
        {
            throw new CelException("integer overflow");
        }
    }

    /// <summary>Either side may fail as long as the other one decides.</summary>
    private bool Logical(CelExpression.Call call, bool decisive)
    {
        CelException? failure = null;
        foreach (var side in call.Arguments)
        {
            try
            {
                if (IsTrue(side) == decisive)
                {
                    return decisive;
                }
            }
            catch (CelException exception)
            {
                failure ??= exception;
            }
        }
        return failure is null ? !decisive : throw failure;
    }

    private object Comprehend(CelExpression.Comprehension macro)
    {
        var items = Evaluate(macro.Range) switch
        {
            CelList list => list.Items.AsEnumerable(),
            ICelMap map => map.Keys.Cast<object?>(),
            _ => throw new CelException("no such overload"),
        };
        var hadHidden = _variables.TryGetValue(macro.Variable, out var hidden);
        try
        {
            return macro.Macro switch
            {
                "all" => Decide(macro, items, decisive: false),
                "exists" => Decide(macro, items, decisive: true),
                "exists_one" => items.Count(item => Holds(macro, item)) == 1,
                "filter" => new CelList([.. items.Where(item => Holds(macro, item))]),
                _ => new CelList([
                    .. items
                        .Where(item => macro.Filter is null || Holds(macro, item))
                        .Select(item => With(macro.Variable, item, () => Evaluate(macro.Transform!))),
                ]),
            };
        }
        finally
        {
            _variables.Remove(macro.Variable);
            if (hadHidden)
            {
                _variables[macro.Variable] = hidden;
            }
        }
    }

    private bool Decide(CelExpression.Comprehension macro, IEnumerable<object?> items, bool decisive)
    {
        CelException? failure = null;
        foreach (var item in items)
        {
            try
            {
                if (Holds(macro, item) == decisive)
                {
                    return decisive;
                }
            }
            catch (CelException exception)
            {
                failure ??= exception;
            }
        }
        return failure is null ? !decisive : throw failure;
    }

    private bool Holds(CelExpression.Comprehension macro, object? item) =>
        With(macro.Variable, item, () => IsTrue(macro.Filter!));

    private T With<T>(string variable, object? value, Func<T> evaluate)
    {
        _variables[variable] = value;
        return evaluate();
    }
}
