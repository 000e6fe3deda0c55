using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Running;

/// <summary>Runs a macro over a list or a map.</summary>
internal sealed class CelComprehension(CelEvaluator evaluator, CelBudget budget)
{
    private const int StepCost = 3;
    private const int ItemCost = 13;

    public object? Evaluate(CelExpression.Comprehension macro, CelScope? scope)
    {
        var range = evaluator.Evaluate(macro.Range, scope);
        if (range is not (CelList or CelMap))
        {
            return range as CelError ?? CelError.NoOverload;
        }
        return macro.Macro switch
        {
            CelMacro.All => Decide(macro, range, scope, decisive: false),
            CelMacro.Exists => Decide(macro, range, scope, decisive: true),
            CelMacro.ExistsOne => ExistsOne(macro, range, scope),
            CelMacro.Filter or CelMacro.Map => Collect(macro, range, scope),
            _ => CollectMap(macro, range, scope),
        };
    }

    /// <summary>Calls for each item with the variables set; ends when the answer is no longer null.</summary>
    private object? ForEach(
        CelExpression.Comprehension macro,
        object range,
        CelScope? scope,
        Func<CelScope, object?, object?, object?> use
    )
    {
        var hasTwo = macro.Variables.Count == 2;
        var first = new CelScope(macro.Variables[0], null, scope);
        var inner = hasTwo ? new CelScope(macro.Variables[1], null, first) : first;
        if (range is CelList list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                budget.Spend(StepCost);
                inner.Value = list[i];
                if (hasTwo)
                {
                    first.Value = (long)i;
                }
                if (use(inner, (long)i, inner.Value) is { } result)
                {
                    return result;
                }
            }
            return null;
        }
        foreach (var key in ((CelMap)range).Keys)
        {
            budget.Spend(StepCost);
            first.Value = key;
            ((CelMap)range).TryGet(key, out var value);
            if (hasTwo)
            {
                inner.Value = value;
            }
            if (use(inner, key, hasTwo ? value : key) is { } result)
            {
                return result;
            }
        }
        return null;
    }

    private object Decide(CelExpression.Comprehension macro, object range, CelScope? scope, bool decisive)
    {
        CelError? failure = null;
        var decided = ForEach(
            macro,
            range,
            scope,
            (inner, _, _) =>
            {
                var holds = evaluator.Evaluate(macro.Filter!, inner);
                if (holds is bool answer)
                {
                    return answer == decisive ? holds : null;
                }
                failure ??= holds as CelError ?? CelError.NoOverload;
                return null;
            }
        );
        return decided ?? (object?)failure ?? CelValues.Bool(!decisive);
    }

    private object ExistsOne(CelExpression.Comprehension macro, object range, CelScope? scope)
    {
        var count = 0;
        var failure = ForEach(
            macro,
            range,
            scope,
            (inner, _, _) =>
            {
                var holds = evaluator.Evaluate(macro.Filter!, inner);
                count += holds is true ? 1 : 0;
                return holds is bool ? null : holds as CelError ?? CelError.NoOverload;
            }
        );
        return failure ?? CelValues.Bool(count == 1);
    }

    private object Collect(CelExpression.Comprehension macro, object range, CelScope? scope)
    {
        var items = new List<object?>();
        var failure = ForEach(
            macro,
            range,
            scope,
            (inner, _, item) =>
            {
                if (Skips(macro, inner, out var error))
                {
                    return error;
                }
                budget.Spend(ItemCost);
                var result = macro.Transform is { } transform ? evaluator.Evaluate(transform, inner) : item;
                items.Add(result);
                return result as CelError;
            }
        );
        return failure ?? new CelValueList(items);
    }

    private object CollectMap(CelExpression.Comprehension macro, object range, CelScope? scope)
    {
        var entries = new Dictionary<object, object?>();
        var failure = ForEach(
            macro,
            range,
            scope,
            (inner, key, _) =>
            {
                if (Skips(macro, inner, out var error))
                {
                    return error;
                }
                budget.Spend(ItemCost);
                var result = evaluator.Evaluate(macro.Transform!, inner);
                if (result is CelError || macro.Macro == CelMacro.TransformMap)
                {
                    entries[key!] = result;
                    return result as CelError;
                }
                return Add(entries, result);
            }
        );
        return failure ?? new CelValueMap(entries);
    }

    private static CelError? Add(Dictionary<object, object?> entries, object? entry)
    {
        if (entry is not CelMap map)
        {
            return CelError.NoOverload;
        }
        foreach (var key in map.Keys)
        {
            map.TryGet(key, out var value);
            if (!entries.TryAdd(key, value))
            {
                return new CelError($"insert failed: key {CelText.Of(key)} already exists");
            }
        }
        return null;
    }

    private bool Skips(CelExpression.Comprehension macro, CelScope inner, out CelError? error)
    {
        error = null;
        if (macro.Filter is null)
        {
            return false;
        }
        var holds = evaluator.Evaluate(macro.Filter, inner);
        error = holds is bool ? null : holds as CelError ?? CelError.NoOverload;
        return holds is not true;
    }
}
