using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Lists, and lists read as sets.</summary>
internal static class CelListFunctions
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType ListOfA = CelType.ListOf(A);

    public static IEnumerable<CelOverload> All() => [.. Sizes(), .. Orders(), .. Sums(), .. Searches(), .. Sets()];

    private static IEnumerable<CelOverload> Sizes()
    {
        foreach (
            var make in (Func<string, CelType, CelType[], CelInvoke, CelOverload>[])
                [CelOverload.Function, CelOverload.Method]
        )
        {
            yield return make("size", CelType.Int, [ListOfA], (a, _) => (long)((CelList)a[0]!).Count);
            yield return make("size", CelType.Int, [CelType.MapOf(A, B)], (a, _) => (long)((CelMap)a[0]!).Count);
        }
    }

    private static IEnumerable<CelOverload> Orders()
    {
        foreach (
            var type in (CelType[])
                [
                    CelType.Int,
                    CelType.Uint,
                    CelType.Double,
                    CelType.Bool,
                    CelType.Duration,
                    CelType.Timestamp,
                    CelType.String,
                    CelType.Bytes,
                ]
        )
        {
            var list = CelType.ListOf(type);
            yield return CelOverload.Method(
                "isSorted",
                CelType.Bool,
                [list],
                (a, budget) => IsSorted((CelList)a[0]!, budget)
            );
            yield return CelOverload.Method("min", type, [list], (a, budget) => Extreme((CelList)a[0]!, -1, budget));
            yield return CelOverload.Method("max", type, [list], (a, budget) => Extreme((CelList)a[0]!, 1, budget));
        }
    }

    private static IEnumerable<CelOverload> Sums()
    {
        foreach (var type in (CelType[])[CelType.Int, CelType.Uint, CelType.Double, CelType.Duration])
        {
            yield return CelOverload.Method(
                "sum",
                type,
                [CelType.ListOf(type)],
                (a, budget) => Sum((CelList)a[0]!, type.Kind, budget)
            );
        }
    }

    private static IEnumerable<CelOverload> Searches()
    {
        yield return CelOverload.Method(
            "indexOf",
            CelType.Int,
            [ListOfA, A],
            (a, budget) => IndexOf((CelList)a[0]!, a[1], fromEnd: false, budget)
        );
        yield return CelOverload.Method(
            "lastIndexOf",
            CelType.Int,
            [ListOfA, A],
            (a, budget) => IndexOf((CelList)a[0]!, a[1], fromEnd: true, budget)
        );
    }

    private static IEnumerable<CelOverload> Sets()
    {
        yield return Set("sets.contains", (all, some, budget) => Contains(all, some, budget));
        yield return Set(
            "sets.equivalent",
            (left, right, budget) => Contains(left, right, budget) && Contains(right, left, budget)
        );
        yield return Set(
            "sets.intersects",
            (left, right, budget) => left.Items().Any(item => IsIn(item, right, budget))
        );
    }

    private static CelOverload Set(string name, Func<CelList, CelList, CelBudget, bool> holds) =>
        CelOverload.Function(
            name,
            CelType.Bool,
            [ListOfA, ListOfA],
            (a, budget) => CelValues.Bool(holds((CelList)a[0]!, (CelList)a[1]!, budget))
        );

    private static bool Contains(CelList all, CelList some, CelBudget budget) =>
        some.Items().All(item => IsIn(item, all, budget));

    private static bool IsIn(object? item, CelList list, CelBudget budget) =>
        list.Items().Any(other => CelEquality.AreEqual(item, other, budget));

    private static object IsSorted(CelList list, CelBudget budget)
    {
        for (var i = 1; i < list.Count; i++)
        {
            budget.Spend(1);
            if (CelValues.Compare(list[i - 1], list[i]) is not { } order)
            {
                return CelError.NoOverload;
            }
            if (order > 0)
            {
                return CelValues.False;
            }
        }
        return CelValues.True;
    }

    private static object? Extreme(CelList list, int sign, CelBudget budget)
    {
        if (list.Count == 0)
        {
            return new CelError($"{(sign < 0 ? "min" : "max")} called on empty list");
        }
        var best = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            budget.Spend(1);
            if (CelValues.Compare(list[i], best) is not { } order)
            {
                return CelError.NoOverload;
            }
            best = Math.Sign(order) == sign ? list[i] : best;
        }
        return best;
    }

    private static object? Sum(CelList list, CelKind kind, CelBudget budget)
    {
        object? sum = kind switch
        {
            CelKind.Uint => 0UL,
            CelKind.Double => 0.0,
            CelKind.Duration => new NanoDuration(0),
            _ => 0L,
        };
        var plus = CelFunctions.Named("+", isMethod: false);
        foreach (var item in list.Items())
        {
            budget.Spend(1);
            object?[] pair = [sum, item];
            var overload = plus.FirstOrDefault(candidate => candidate.Accepts(pair));
            sum = overload is null ? CelError.NoOverload : overload.Invoke(pair, budget);
            if (sum is CelError)
            {
                return sum;
            }
        }
        return sum;
    }

    private static object IndexOf(CelList list, object? wanted, bool fromEnd, CelBudget budget)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var index = fromEnd ? list.Count - 1 - i : i;
            if (CelEquality.AreEqual(list[index], wanted, budget))
            {
                return (long)index;
            }
        }
        return -1L;
    }
}
