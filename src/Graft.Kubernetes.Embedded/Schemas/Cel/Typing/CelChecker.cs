using Graft.Kubernetes.Embedded.Schemas.Cel.Functions;
using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

/// <summary>
/// Finds out before the first evaluation what an expression can never mean: unknown names, fields, functions, and
/// operands of the wrong type. Gives every node its type and every call its meanings. What is not known statically is
/// left to the evaluation.
/// </summary>
internal sealed class CelChecker
{
    private readonly CelSource _source;
    private readonly Dictionary<string, CelType> _variables;
    private readonly List<string> _errors = [];
    private CelExpression? _mixedList;

    private CelChecker(CelSource source, IReadOnlyDictionary<string, CelType> variables)
    {
        _source = source;
        _variables = new Dictionary<string, CelType>(variables, StringComparer.Ordinal);
    }

    /// <exception cref="CelException">The expression cannot mean anything; all reasons are told.</exception>
    public static CelType Check(
        CelExpression expression,
        CelSource source,
        IReadOnlyDictionary<string, CelType> variables
    )
    {
        var checker = new CelChecker(source, variables);
        var type = checker.Visit(expression);
        return checker._errors.Count == 0 ? type : throw new CelException(string.Join('\n', checker._errors));
    }

    private CelType Visit(CelExpression expression) =>
        expression.Type = expression switch
        {
            CelExpression.Literal literal => CelValues.TypeOf(literal.Value),
            CelExpression.Identifier identifier => OfIdentifier(identifier),
            CelExpression.Select select => OfSelect(select),
            CelExpression.Index index => OfIndex(index),
            CelExpression.Call call => OfCall(call),
            CelExpression.Conditional conditional => OfConditional(conditional),
            CelExpression.ListLiteral list => OfList(list),
            CelExpression.MapLiteral map => OfMap(map),
            CelExpression.Comprehension comprehension => OfComprehension(comprehension),
            CelExpression.OptionalMap optional => OfOptionalMap(optional),
            _ => CelType.Dyn,
        };

    private CelType OfIdentifier(CelExpression.Identifier identifier)
    {
        if (_variables.TryGetValue(identifier.Name, out var type))
        {
            return type;
        }
        return CelTypeValue.Find(identifier.Name) is not null
            ? CelType.TypeOfType
            : Report(identifier, $"undeclared reference to '{identifier.Name}' (in container '')");
    }

    private CelType OfSelect(CelExpression.Select select)
    {
        if (QualifiedName(select) is { } name && CelTypeValue.Find(name) is not null)
        {
            return CelType.TypeOfType;
        }
        var operand = Visit(select.Operand);
        var isOptional = select.IsOptional || operand.Kind == CelKind.Optional;
        var holder = operand.Kind == CelKind.Optional ? operand.Element ?? CelType.Dyn : operand;
        var field = holder.Kind switch
        {
            CelKind.Dyn or CelKind.Error => holder,
            CelKind.Map => holder.Element ?? CelType.Dyn,
            CelKind.Object when holder.Fields.TryGetValue(select.Field, out var known) => known.Type,
            CelKind.Object => Report(select, $"undefined field '{select.Field}'"),
            _ => Report(select, $"type '{holder}' does not support field selection"),
        };
        return select.IsTest ? CelType.Bool
            : isOptional ? CelType.OptionalOf(field)
            : field;
    }

    private CelType OfIndex(CelExpression.Index index)
    {
        var operand = Visit(index.Operand);
        var key = Visit(index.Key);
        var holder = operand.Kind == CelKind.Optional ? operand.Element ?? CelType.Dyn : operand;
        var element = (holder.Kind, key.Kind) switch
        {
            (CelKind.Dyn or CelKind.Error, _) => CelType.Dyn,
            (CelKind.List, CelKind.Int or CelKind.Uint or CelKind.Double or CelKind.Dyn or CelKind.Error) =>
                holder.Element ?? CelType.Dyn,
            (CelKind.Map, _) when CelUnifier.AreCompatible(holder.Key ?? CelType.String, key) => holder.Element
                ?? CelType.Dyn,
            _ => NoOverload(index, index.IsOptional ? "_[?_]" : "_[_]", [operand, key]),
        };
        return index.IsOptional || operand.Kind == CelKind.Optional ? CelType.OptionalOf(element) : element;
    }

    private CelType OfConditional(CelExpression.Conditional conditional)
    {
        Require(conditional.Test, CelType.Bool);
        var then = Visit(conditional.Then);
        var otherwise = Visit(conditional.Otherwise);
        return CelUnifier.AreCompatible(then, otherwise)
            ? Join(then, otherwise)
            : NoOverload(conditional, "_?_:_", [CelType.Bool, then, otherwise]);
    }

    private CelType OfList(CelExpression.ListLiteral list)
    {
        CelType? common = ReferenceEquals(list, _mixedList) ? CelType.Dyn : null;
        foreach (var (item, isOptional) in list.Items)
        {
            common = Common(common, item, OfEntry(item, isOptional));
        }
        return CelType.ListOf(common ?? CelType.Dyn) with { MaxElements = (ulong)list.Items.Count };
    }

    private CelType OfMap(CelExpression.MapLiteral map)
    {
        CelType? keys = null;
        CelType? values = null;
        foreach (var entry in map.Entries)
        {
            keys = Common(keys, entry.Key, Visit(entry.Key));
            values = Common(values, entry.Value, OfEntry(entry.Value, entry.IsOptional));
        }
        return CelType.MapOf(keys ?? CelType.Dyn, values ?? CelType.Dyn) with
        {
            MaxElements = (ulong)map.Entries.Count,
        };
    }

    private CelType OfEntry(CelExpression entry, bool isOptional)
    {
        var type = Visit(entry);
        if (!isOptional || CelUnifier.IsAny(type))
        {
            return type;
        }
        return type.Kind == CelKind.Optional
            ? type.Element ?? CelType.Dyn
            : Report(entry, $"expected type 'optional_type({type})' but found '{type}'");
    }

    /// <summary>All items of a literal are of one type.</summary>
    private CelType Common(CelType? common, CelExpression item, CelType type)
    {
        if (common is null)
        {
            return type;
        }
        return CelUnifier.AreCompatible(common, type)
            ? Join(common, type)
            : Report(item, $"expected type '{common}' but found '{type}'");
    }

    private static CelType Join(CelType left, CelType right) =>
        left.Kind is CelKind.Null or CelKind.Error || (left.Kind is CelKind.List && left.Element?.Kind == CelKind.Dyn)
            ? right
            : left;

    private CelType OfComprehension(CelExpression.Comprehension macro)
    {
        var range = Visit(macro.Range);
        var (first, second) = range.Kind switch
        {
            CelKind.Dyn or CelKind.Error => (CelType.Dyn, CelType.Dyn),
            CelKind.List => (CelType.Int, range.Element ?? CelType.Dyn),
            CelKind.Map => (range.Key ?? CelType.String, range.Element ?? CelType.Dyn),
            _ => (
                Report(
                    macro.Range,
                    $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)"
                ),
                CelType.Error
            ),
        };
        var types =
            macro.Variables.Count == 2 ? [first, second]
            : range.Kind == CelKind.List ? new[] { second }
            : [first];
        var result = Within(
            macro.Variables,
            types,
            () =>
            {
                if (macro.Filter is { } filter)
                {
                    Require(filter, CelType.Bool);
                }
                return macro.Transform is { } transform ? Visit(transform) : types[0];
            }
        );
        return macro.Macro switch
        {
            CelMacro.Filter => (range.Kind == CelKind.List ? range : CelType.ListOf(types[0])) with
            {
                MaxElements = range.MaxElements,
                ListType = "atomic",
            },
            CelMacro.Map => CelType.ListOf(result) with { MaxElements = range.MaxElements },
            CelMacro.TransformMap => CelType.MapOf(first, result) with { MaxElements = range.MaxElements },
            CelMacro.TransformMapEntry => result.Kind == CelKind.Map || CelUnifier.IsAny(result)
                ? result with
                {
                    MaxElements = range.MaxElements,
                }
                : Report(macro.Transform!, $"expected type 'map(_, _)' but found '{result}'"),
            _ => CelType.Bool,
        };
    }

    private CelType OfOptionalMap(CelExpression.OptionalMap map)
    {
        var operand = Visit(map.Operand);
        if (operand.Kind != CelKind.Optional && !CelUnifier.IsAny(operand))
        {
            return NoOverload(map, map.IsFlat ? "optFlatMap" : "optMap", [operand]);
        }
        var result = Within([map.Variable], [operand.Element ?? CelType.Dyn], () => Visit(map.Transform));
        return map.IsFlat ? result : CelType.OptionalOf(result);
    }

    private CelType Within(IReadOnlyList<string> names, IReadOnlyList<CelType> types, Func<CelType> visit)
    {
        var hidden = names.Select(name => _variables.GetValueOrDefault(name)).ToList();
        for (var i = 0; i < names.Count; i++)
        {
            _variables[names[i]] = types[i];
        }
        var result = visit();
        for (var i = 0; i < names.Count; i++)
        {
            if (hidden[i] is { } type)
            {
                _variables[names[i]] = type;
            }
            else
            {
                _variables.Remove(names[i]);
            }
        }
        return result;
    }

    private CelType OfCall(CelExpression.Call call)
    {
        Qualify(call);
        if (call is { Function: "format", IsMethod: true, Arguments.Count: 2 })
        {
            // The values that fill a text's clauses need have no type in common.
            _mixedList = call.Arguments[1];
        }
        var arguments = call.Arguments.Select(Visit).ToList();
        var named = CelFunctions.Named(call.Function, call.IsMethod);
        if (named.Count == 0)
        {
            return Report(call, $"undeclared reference to '{call.Function}' (in container '')");
        }
        var matches = new List<CelOverload>();
        CelType? result = null;
        foreach (var overload in named)
        {
            if (overload.Parameters.Count != arguments.Count)
            {
                continue;
            }
            var unifier = new CelUnifier();
            if (overload.Parameters.Zip(arguments).All(pair => unifier.Accepts(pair.First, pair.Second)))
            {
                matches.Add(overload);
                var type = unifier.Resolve(overload.Result);
                result = result is null || result.Kind == type.Kind ? result ?? type : CelType.Dyn;
            }
        }
        if (result is null)
        {
            return NoOverload(call, call.Function, arguments);
        }
        call.Overloads = matches;
        return result;
    }

    /// <summary>What looks like a method of a variable that is not there is a function with a qualified name.</summary>
    private void Qualify(CelExpression.Call call)
    {
        if (
            call.IsMethod
            && QualifiedName(call.Arguments[0]) is { } prefix
            && !_variables.ContainsKey(prefix.Split('.')[0])
            && CelFunctions.Named($"{prefix}.{call.Function}", isMethod: false).Count > 0
        )
        {
            call.Function = $"{prefix}.{call.Function}";
            call.Arguments = [.. call.Arguments.Skip(1)];
            call.IsMethod = false;
        }
    }

    private static string? QualifiedName(CelExpression expression) =>
        expression switch
        {
            CelExpression.Identifier identifier => identifier.Name,
            CelExpression.Select { IsTest: false, IsOptional: false } select
                when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
            _ => null,
        };

    private void Require(CelExpression expression, CelType wanted)
    {
        var type = Visit(expression);
        if (type.Kind != wanted.Kind && !CelUnifier.IsAny(type))
        {
            Report(expression, $"expected type '{wanted}' but found '{type}'");
        }
    }

    private CelType NoOverload(CelExpression at, string function, IReadOnlyList<CelType> arguments)
    {
        if (arguments.Any(argument => argument.Kind == CelKind.Error))
        {
            return CelType.Error;
        }
        var isMethod = at is CelExpression.Call { IsMethod: true };
        var shown = isMethod
            ? $"{arguments[0]}.({string.Join(", ", arguments.Skip(1))})"
            : $"({string.Join(", ", arguments)})";
        return Report(at, $"found no matching overload for '{CelFunctions.Display(function)}' applied to '{shown}'");
    }

    private CelType Report(CelExpression at, string message)
    {
        _errors.Add(_source.Describe(at.Offset, message));
        return CelType.Error;
    }
}
