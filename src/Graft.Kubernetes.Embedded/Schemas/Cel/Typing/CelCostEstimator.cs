using Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

/// <summary>
/// What an expression costs at most. A value is taken to be as large as its schema allows; where the schema says nothing,
/// as large as fits a request.
/// </summary>
internal sealed class CelCostEstimator
{
    private const ulong ListCost = 10;
    private const ulong MapCost = 30;
    private const double TextFactor = 0.1;
    private const double PatternFactor = 0.25;

    public static ulong Estimate(CelExpression expression) => new CelCostEstimator().Cost(expression);

    private ulong Cost(CelExpression expression) =>
        expression switch
        {
            CelExpression.Literal => 0,
            CelExpression.Identifier => 1,
            CelExpression.Select select => Add(Cost(select.Operand), 1),
            CelExpression.Index index => Add(Cost(index.Operand), Cost(index.Key), 1),
            CelExpression.Conditional conditional => Add(
                Cost(conditional.Test),
                Math.Max(Cost(conditional.Then), Cost(conditional.Otherwise))
            ),
            CelExpression.ListLiteral list => list.Items.Aggregate(ListCost, (sum, item) => Add(sum, Cost(item.Item))),
            CelExpression.MapLiteral map => map.Entries.Aggregate(
                MapCost,
                (sum, entry) => Add(sum, Cost(entry.Key), Cost(entry.Value))
            ),
            CelExpression.Comprehension macro => Cost(macro),
            CelExpression.OptionalMap map => Add(Cost(map.Operand), Cost(map.Transform), 2),
            CelExpression.Call call => Add(
                call.Arguments.Aggregate(0UL, (sum, argument) => Add(sum, Cost(argument))),
                CallCost(call)
            ),
            _ => 1,
        };

    private ulong Cost(CelExpression.Comprehension macro)
    {
        var (once, each) = macro.Macro switch
        {
            CelMacro.All => (1UL, 3UL),
            CelMacro.Exists => (1UL, 4UL),
            CelMacro.ExistsOne => (2UL, 2UL),
            CelMacro.TransformMap or CelMacro.TransformMapEntry => (MapCost + 1, MapCost + 2),
            _ => (ListCost + 1, ListCost + 3),
        };
        var step = Add(
            each,
            macro.Filter is null ? 0 : Cost(macro.Filter),
            macro.Transform is null ? 0 : Cost(macro.Transform)
        );
        return Add(Cost(macro.Range), once, Multiply(Size(macro.Range), step));
    }

    private static ulong CallCost(CelExpression.Call call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "&&" or "||" or "optional.none":
                return 0;
            case "startsWith" or "endsWith":
                return Scaled(Size(arguments[1]), TextFactor);
            case "contains":
                return Multiply(Scaled(Size(arguments[0]), TextFactor), Scaled(Size(arguments[1]), TextFactor));
            case "matches" or "find" or "findAll":
                return Multiply(
                    Scaled(Add(Size(arguments[0]), 1), TextFactor),
                    Scaled(Size(arguments[1]), PatternFactor)
                );
            case "isSorted" or "sum" or "min" or "max" or "indexOf" or "lastIndexOf":
                return OfItems(arguments[0]);
            case "lowerAscii" or "upperAscii" or "substring" or "trim" or "url" or "isURL" or "charAt" or "reverse":
            case "ip" or "isIP" or "cidr" or "isCIDR" or "quantity" or "isQuantity" or "semver" or "isSemver":
                return Math.Max(1, Scaled(Size(arguments[0]), TextFactor));
            case "replace" or "split" or "ip.isCanonical" or "join":
                return Scaled(ResultSize(call), 2 * TextFactor);
            case "validate":
                return Scaled(Size(arguments[1]), TextFactor * 128 * PatternFactor);
            case "sets.contains" or "sets.intersects":
                return Multiply(Size(arguments[0]), Size(arguments[1]));
            case "sets.equivalent":
                return Multiply(2, Multiply(Size(arguments[0]), Size(arguments[1])));
            case "in":
                return arguments[1].Type.Kind == CelKind.List ? OfItems(arguments[1]) : 1;
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                return Compared(arguments[0], arguments[1]);
            case "+" when call.Type.Kind is CelKind.String or CelKind.Bytes:
                return Scaled(ResultSize(call), TextFactor);
            case "string" or "bytes":
                return Math.Max(1, Scaled(Size(arguments[0]), TextFactor));
            default:
                return 1;
        }
    }

    /// <summary>Equality ends with the smaller of two values.</summary>
    private static ulong Compared(CelExpression left, CelExpression right)
    {
        var size = Math.Min(Size(left), Size(right));
        return left.Type.Kind is CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Map
            ? Math.Max(1, Scaled(size, TextFactor))
            : 1;
    }

    private static ulong OfItems(CelExpression list)
    {
        var item = list.Type.Element is { Kind: CelKind.String or CelKind.Bytes } element
            ? Add(1, Scaled(SizeOf(element), TextFactor))
            : 1;
        return list.Type.Kind == CelKind.List ? Multiply(Size(list), item) : Scaled(Size(list), TextFactor);
    }

    /// <summary>The most bytes or items that a value can have.</summary>
    private static ulong Size(CelExpression expression) =>
        expression switch
        {
            CelExpression.Call call => ResultSize(call),
            CelExpression.Conditional conditional => Math.Max(Size(conditional.Then), Size(conditional.Otherwise)),
            _ => SizeOf(expression.Type),
        };

    private static ulong ResultSize(CelExpression.Call call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "+":
                return Add(Size(arguments[0]), Size(arguments[1]));
            case "lowerAscii" or "upperAscii" or "substring" or "trim" or "reverse" or "split" or "find" or "findAll":
            case "string" or "bytes" or "dyn" or "url" or "optional.of":
                return Size(arguments[0]);
            case "replace":
                return Add(Size(arguments[0]), Multiply(Add(Size(arguments[0]), 1), Size(arguments[2])));
            case "charAt":
                return 4;
            case "orValue" or "or":
                return Math.Max(Size(arguments[0]), Size(arguments[1]));
            case "join":
                var item = arguments[0].Type.Element is { } element ? SizeOf(element) : CelSchemaTypes.MaxRequestSize;
                return Multiply(Size(arguments[0]), arguments.Count > 1 ? Add(item, Size(arguments[1])) : item);
            default:
                return SizeOf(call.Type);
        }
    }

    private static ulong SizeOf(CelType type) =>
        type.Kind switch
        {
            CelKind.Optional => type.Element is { } element ? SizeOf(element) : 1,
            CelKind.String or CelKind.Bytes or CelKind.List or CelKind.Map => type.MaxElements
                ?? CelSchemaTypes.MaxRequestSize,
            CelKind.Dyn => CelSchemaTypes.MaxRequestSize,
            _ => 1,
        };

    private static ulong Scaled(ulong size, double factor)
    {
        var scaled = Math.Ceiling(size * factor);
        return scaled >= ulong.MaxValue ? ulong.MaxValue : (ulong)scaled;
    }

    private static ulong Add(params ReadOnlySpan<ulong> costs)
    {
        var sum = 0UL;
        foreach (var cost in costs)
        {
            sum = ulong.MaxValue - sum < cost ? ulong.MaxValue : sum + cost;
        }
        return sum;
    }

    private static ulong Multiply(ulong left, ulong right) => Definitions.RuleCost.Multiply(left, right);
}
