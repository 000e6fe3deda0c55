using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Running;

/// <summary>Walks a checked expression within a budget. Failures are values, see <see cref="CelError"/>.</summary>
internal sealed class CelEvaluator(CelBudget budget)
{
    private const int ListCost = 10;
    private const int MapCost = 30;

    /// <exception cref="CelException">The budget is used up.</exception>
    public object? Evaluate(CelExpression expression, CelScope? scope) =>
        expression switch
        {
            CelExpression.Literal literal => literal.Value,
            CelExpression.Identifier identifier => Identifier(identifier, scope),
            CelExpression.Select select => Select(select, scope),
            CelExpression.Index index => Index(index, scope),
            CelExpression.Call call => Call(call, scope),
            CelExpression.Conditional conditional => Choose(conditional, scope),
            CelExpression.ListLiteral list => List(list, scope),
            CelExpression.MapLiteral map => Map(map, scope),
            CelExpression.Comprehension comprehension => new CelComprehension(this, budget).Evaluate(
                comprehension,
                scope
            ),
            CelExpression.OptionalMap optional => Optional(optional, scope),
            _ => CelError.NoOverload,
        };

    private object? Identifier(CelExpression.Identifier identifier, CelScope? scope)
    {
        budget.Spend(1);
        return CelScope.Find(scope, identifier.Name) is { } found ? found.Value : CelTypeValue.Find(identifier.Name);
    }

    private object? Select(CelExpression.Select select, CelScope? scope)
    {
        budget.Spend(1);
        if (
            select.Type.Kind == Typing.CelKind.Type
            && TypeName(select) is { } name
            && CelTypeValue.Find(name) is { } type
        )
        {
            return type;
        }
        var operand = Evaluate(select.Operand, scope);
        if (operand is CelError)
        {
            return operand;
        }
        if (select.IsTest)
        {
            var holder = operand is CelOptional held ? held.Value : operand;
            return CelValues.Bool(holder is CelMap tested && tested.TryGet(select.Field, out _));
        }
        if (operand is CelOptional optional)
        {
            return Found(optional.Value, select.Field);
        }
        if (select.IsOptional)
        {
            return Found(operand, select.Field);
        }
        return operand switch
        {
            CelMap map => map.TryGet(select.Field, out var value) ? value : CelError.NoKey(select.Field),
            _ => CelError.NoOverload,
        };
    }

    private static string? TypeName(CelExpression expression) =>
        expression switch
        {
            CelExpression.Identifier identifier => identifier.Name,
            CelExpression.Select select when TypeName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
            _ => null,
        };

    private static object Found(object? holder, object? key) =>
        holder switch
        {
            CelMap map => key is not null && map.TryGet(key, out var value) ? CelOptional.Of(value) : CelOptional.None,
            CelList list => ItemAt(list, key) is { } index ? CelOptional.Of(list[index]) : CelOptional.None,
            null => CelOptional.None,
            _ => CelError.NoOverload,
        };

    private object? Index(CelExpression.Index index, CelScope? scope)
    {
        budget.Spend(1);
        var operand = Evaluate(index.Operand, scope);
        var key = Evaluate(index.Key, scope);
        if (operand is CelError || key is CelError)
        {
            return operand is CelError ? operand : key;
        }
        if (operand is CelOptional optional)
        {
            return Found(optional.Value, key);
        }
        if (index.IsOptional)
        {
            return Found(operand, key);
        }
        return operand switch
        {
            CelList list => ItemAt(list, key) is { } at
                ? list[at]
                : new CelError($"index out of bounds: {CelText.Of(key)}"),
            CelMap map when key is not null => map.TryGet(key, out var value) ? value : CelError.NoKey(key),
            _ => CelError.NoOverload,
        };
    }

    private static int? ItemAt(CelList list, object? key)
    {
        var index = key is long whole ? whole : CelValues.Integral(key ?? "") as long? ?? -1;
        return index >= 0 && index < list.Count ? (int)index : null;
    }

    private object? Call(CelExpression.Call call, CelScope? scope)
    {
        switch (call.Function)
        {
            case "&&":
                return Logical(call, scope, decisive: false);
            case "||":
                return Logical(call, scope, decisive: true);
        }
        budget.Spend(1);
        var arguments = new object?[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Evaluate(call.Arguments[i], scope);
            if (arguments[i] is CelError)
            {
                return arguments[i];
            }
        }
        foreach (var overload in call.Overloads)
        {
            if (overload.Accepts(arguments))
            {
                return overload.Invoke(arguments, budget);
            }
        }
        return CelError.NoOverload;
    }

    /// <summary>Either side may fail as long as the other one decides.</summary>
    private object? Logical(CelExpression.Call call, CelScope? scope, bool decisive)
    {
        var left = Evaluate(call.Arguments[0], scope);
        if (left is bool first && first == decisive)
        {
            return left;
        }
        var right = Evaluate(call.Arguments[1], scope);
        if (right is bool second && second == decisive)
        {
            return right;
        }
        if (left is bool && right is bool)
        {
            return CelValues.Bool(!decisive);
        }
        return left is bool ? Failure(right) : Failure(left);
    }

    private static object Failure(object? value) => value as CelError ?? CelError.NoOverload;

    private object? Choose(CelExpression.Conditional conditional, CelScope? scope) =>
        Evaluate(conditional.Test, scope) switch
        {
            true => Evaluate(conditional.Then, scope),
            false => Evaluate(conditional.Otherwise, scope),
            var other => Failure(other),
        };

    private object? List(CelExpression.ListLiteral list, CelScope? scope)
    {
        budget.Spend(ListCost);
        var items = new List<object?>(list.Items.Count);
        foreach (var (item, isOptional) in list.Items)
        {
            var value = Evaluate(item, scope);
            switch (value)
            {
                case CelError:
                    return value;
                case CelOptional optional when isOptional:
                    if (optional.HasValue)
                    {
                        items.Add(optional.Value);
                    }
                    break;
                default:
                    items.Add(value);
                    break;
            }
        }
        return new CelValueList(items);
    }

    private object? Map(CelExpression.MapLiteral map, CelScope? scope)
    {
        budget.Spend(MapCost);
        var entries = new Dictionary<object, object?>();
        foreach (var entry in map.Entries)
        {
            var key = Evaluate(entry.Key, scope);
            var value = Evaluate(entry.Value, scope);
            if (key is CelError || value is CelError)
            {
                return key is CelError ? key : value;
            }
            if (key is not (string or long or ulong or bool))
            {
                return new CelError("unsupported key type");
            }
            if (entry.IsOptional && value is CelOptional optional)
            {
                if (!optional.HasValue)
                {
                    continue;
                }
                value = optional.Value;
            }
            if (!entries.TryAdd(key, value))
            {
                return new CelError($"Failed with repeated key: {CelText.Of(key)}");
            }
        }
        return new CelValueMap(entries);
    }

    private object? Optional(CelExpression.OptionalMap map, CelScope? scope)
    {
        budget.Spend(1);
        var operand = Evaluate(map.Operand, scope);
        if (operand is not CelOptional optional)
        {
            return Failure(operand);
        }
        if (!optional.HasValue)
        {
            return optional;
        }
        var result = Evaluate(map.Transform, new CelScope(map.Variable, optional.Value, scope));
        return result is CelError || map.IsFlat ? result : CelOptional.Of(result);
    }
}
