namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>
/// Finds out before the first evaluation what an expression can never mean: unknown names, fields, functions, and
/// operands of the wrong type. What is not known statically is left to the evaluation.
/// </summary>
internal sealed class CelChecker
{
    private readonly Dictionary<string, CelType> _variables;

    private CelChecker(IReadOnlyDictionary<string, CelType> variables) =>
        _variables = new Dictionary<string, CelType>(variables, StringComparer.Ordinal);

    /// <exception cref="CelException">The expression cannot mean anything.</exception>
    public static CelType Check(CelExpression expression, IReadOnlyDictionary<string, CelType> variables) =>
        new CelChecker(variables).TypeOf(expression);

    private CelType TypeOf(CelExpression expression) =>
        expression switch
        {
            CelExpression.Literal literal => new CelType(CelValues.KindOf(literal.Value)),
            CelExpression.Identifier identifier => _variables.TryGetValue(identifier.Name, out var type)
                ? type
                : throw Error(identifier, $"undeclared reference to '{identifier.Name}' (in container '')"),
            CelExpression.Select select => TypeOf(select),
            CelExpression.Index index => TypeOf(index),
            CelExpression.Call call => TypeOf(call),
            CelExpression.Conditional conditional => TypeOf(conditional),
            CelExpression.ListLiteral list => new CelType(CelKind.List, Common(list.Items.Select(TypeOf))),
            CelExpression.MapLiteral map => TypeOf(map),
            CelExpression.Comprehension comprehension => TypeOf(comprehension),
            _ => CelType.Dyn,
        };

    private CelType TypeOf(CelExpression.Select select)
    {
        var operand = TypeOf(select.Operand);
        var field = operand.Kind switch
        {
            CelKind.Dyn => CelType.Dyn,
            CelKind.Map => operand.Element ?? CelType.Dyn,
            CelKind.Object when operand.Fields.TryGetValue(select.Field, out var known) => known.Type,
            CelKind.Object => throw Error(select, $"undefined field '{select.Field}'"),
            _ => throw Error(select, $"type '{operand}' does not support field selection"),
        };
        return select.IsTest ? new CelType(CelKind.Bool) : field;
    }

    private CelType TypeOf(CelExpression.Index index)
    {
        var operand = TypeOf(index.Operand);
        var key = TypeOf(index.Key);
        return (operand.Kind, key.Kind) switch
        {
            (CelKind.Dyn, _) => CelType.Dyn,
            (CelKind.List, CelKind.Int or CelKind.Dyn) => operand.Element ?? CelType.Dyn,
            (CelKind.Map, CelKind.String or CelKind.Dyn) => operand.Element ?? CelType.Dyn,
            _ => throw NoOverload(index, "_[_]", [operand, key]),
        };
    }

    private CelType TypeOf(CelExpression.Conditional conditional)
    {
        Require(conditional.Test, CelKind.Bool);
        return Common([TypeOf(conditional.Then), TypeOf(conditional.Else)]);
    }

    private CelType TypeOf(CelExpression.MapLiteral map)
    {
        foreach (var (key, _) in map.Entries)
        {
            TypeOf(key);
        }
        return new CelType(CelKind.Map, Common(map.Entries.Select(entry => TypeOf(entry.Value))));
    }

    private CelType TypeOf(CelExpression.Comprehension macro)
    {
        var range = TypeOf(macro.Range);
        var item = range.Kind switch
        {
            CelKind.Dyn => CelType.Dyn,
            CelKind.List => range.Element ?? CelType.Dyn,
            CelKind.Map => new CelType(CelKind.String),
            _ => throw Error(macro, $"expression of type '{range}' cannot be range of a comprehension"),
        };
        var hidden = _variables.GetValueOrDefault(macro.Variable);
        _variables[macro.Variable] = item;
        if (macro.Filter is not null)
        {
            Require(macro.Filter, CelKind.Bool);
        }
        var transformed = macro.Transform is null ? item : TypeOf(macro.Transform);
        _variables.Remove(macro.Variable);
        if (hidden is not null)
        {
            _variables[macro.Variable] = hidden;
        }
        return macro.Macro is "map" or "filter" ? new CelType(CelKind.List, transformed) : new CelType(CelKind.Bool);
    }

    private CelType TypeOf(CelExpression.Call call)
    {
        var arguments = call.Arguments.Select(TypeOf).ToList();
        switch (call.Function)
        {
            case "&&" or "||":
                return arguments.TrueForAll(type => type.Kind is CelKind.Bool or CelKind.Dyn)
                    ? new CelType(CelKind.Bool)
                    : throw NoOverload(call, $"_{call.Function}_", arguments);
            case "==" or "!=":
                return AreComparable(arguments[0], arguments[1])
                    ? new CelType(CelKind.Bool)
                    : throw NoOverload(call, $"_{call.Function}_", arguments);
        }
        var overloads = CelFunctions.Named(call.Function, call.IsMethod, arguments.Count);
        if (overloads.Count == 0)
        {
            throw Error(call, $"undeclared reference to '{call.Function}' (in container '')");
        }
        var matches = overloads.Where(overload => overload.Accepts(arguments.Select(type => type.Kind))).ToList();
        return matches.Count switch
        {
            0 => throw NoOverload(call, call.Function, arguments),
            _ when matches.Exists(match => match.Result != matches[0].Result) => CelType.Dyn,
            _ when matches[0].Result == CelKind.List => arguments[0].Kind == CelKind.List
                ? arguments[0]
                : new CelType(CelKind.List, new CelType(CelKind.String)),
            _ => new CelType(matches[0].Result),
        };
    }

    private void Require(CelExpression expression, CelKind kind)
    {
        var type = TypeOf(expression);
        if (type.Kind != kind && type.Kind != CelKind.Dyn)
        {
            throw Error(expression, $"expected type '{new CelType(kind)}' but found '{type}'");
        }
    }

    private static bool AreComparable(CelType left, CelType right)
    {
        if (left.Kind == CelKind.Dyn || right.Kind == CelKind.Dyn)
        {
            return true;
        }
        if (left.Kind == CelKind.Null || right.Kind == CelKind.Null)
        {
            return true;
        }
        var areMaps = left.Kind is CelKind.Map or CelKind.Object && right.Kind is CelKind.Map or CelKind.Object;
        return areMaps
            || (
                left.Kind == right.Kind
                && (
                    left.Kind != CelKind.List
                    || AreComparable(left.Element ?? CelType.Dyn, right.Element ?? CelType.Dyn)
                )
            );
    }

    private static CelType Common(IEnumerable<CelType> types)
    {
        CelType? common = null;
        foreach (var type in types)
        {
            if (common is not null && common.Kind != type.Kind)
            {
                return CelType.Dyn;
            }
            common ??= type;
        }
        return common ?? CelType.Dyn;
    }

    private static CelException NoOverload(CelExpression at, string function, IEnumerable<CelType> arguments) =>
        Error(at, $"found no matching overload for '{function}' applied to '({string.Join(", ", arguments)})'");

    private static CelException Error(CelExpression at, string message) =>
        new($"ERROR: <input>:1:{at.Column + 1}: {message}");
}
