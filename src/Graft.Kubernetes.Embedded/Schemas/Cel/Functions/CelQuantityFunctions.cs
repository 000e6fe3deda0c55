using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Amounts of resources.</summary>
internal static class CelQuantityFunctions
{
    private static readonly CelType Quantity = CelType.Quantity;

    public static IEnumerable<CelOverload> All() => [.. Reading(), .. Arithmetic(), .. Order()];

    private static IEnumerable<CelOverload> Reading()
    {
        yield return CelOverload.Function(
            "quantity",
            Quantity,
            [CelType.String],
            (a, budget) =>
            {
                budget.SpendText(((string)a[0]!).Length);
                return CelQuantity.TryParse((string)a[0]!, out var quantity)
                    ? quantity
                    : new CelError(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                    );
            }
        );
        yield return CelOverload.Function(
            "isQuantity",
            CelType.Bool,
            [CelType.String],
            (a, budget) =>
            {
                budget.SpendText(((string)a[0]!).Length);
                return CelValues.Bool(CelQuantity.TryParse((string)a[0]!, out _));
            }
        );
        yield return Of("sign", CelType.Int, amount => (long)Math.Sign(amount.Amount));
        yield return Of("isInteger", CelType.Bool, amount => CelValues.Bool(amount.IsInteger));
        yield return Of(
            "asInteger",
            CelType.Int,
            amount => amount.IsInteger ? (long)amount.Amount : new CelError("cannot convert value to integer")
        );
        yield return Of("asApproximateFloat", CelType.Double, amount => (double)amount.Amount);
    }

    private static IEnumerable<CelOverload> Arithmetic()
    {
        foreach (var (name, sign) in ((string, int)[])[("add", 1), ("sub", -1)])
        {
            yield return Pair(name, Quantity, Quantity, (left, right) => Sum(left, sign * ((CelQuantity)right).Amount));
            yield return Pair(name, Quantity, CelType.Int, (left, right) => Sum(left, sign * (decimal)(long)right));
        }
    }

    private static IEnumerable<CelOverload> Order()
    {
        yield return Pair(
            "isGreaterThan",
            CelType.Bool,
            Quantity,
            (left, right) => CelValues.Bool(Compare(left, right) > 0)
        );
        yield return Pair(
            "isLessThan",
            CelType.Bool,
            Quantity,
            (left, right) => CelValues.Bool(Compare(left, right) < 0)
        );
        yield return Pair("compareTo", CelType.Int, Quantity, (left, right) => (long)Compare(left, right));
    }

    private static int Compare(CelQuantity left, object right) => left.Amount.CompareTo(((CelQuantity)right).Amount);

    private static object Sum(CelQuantity left, decimal amount) =>
        left.Add(amount) is { } sum ? sum : CelError.IntegerOverflow;

    private static CelOverload Of(string name, CelType result, Func<CelQuantity, object> invoke) =>
        CelOverload.Method(name, result, [Quantity], (a, _) => invoke((CelQuantity)a[0]!));

    private static CelOverload Pair(
        string name,
        CelType result,
        CelType right,
        Func<CelQuantity, object, object> invoke
    ) => CelOverload.Method(name, result, [Quantity, right], (a, _) => invoke((CelQuantity)a[0]!, a[1]!));
}
