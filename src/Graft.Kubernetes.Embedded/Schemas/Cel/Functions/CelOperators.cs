using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Formats;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Arithmetic, order, equality and membership, by the operators' spellings.</summary>
internal static class CelOperators
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");

    public static IEnumerable<CelOverload> All() =>
        [.. Logic(), .. Integers(), .. Unsigned(), .. Doubles(), .. Joins(), .. Times(), .. Order(), .. Membership()];

    /// <summary>The evaluator knows these itself, since they need not look at all their operands.</summary>
    private static IEnumerable<CelOverload> Logic()
    {
        yield return CelOverload.Function("&&", CelType.Bool, [CelType.Bool, CelType.Bool], NotCalled);
        yield return CelOverload.Function("||", CelType.Bool, [CelType.Bool, CelType.Bool], NotCalled);
        yield return CelOverload.Function("!", CelType.Bool, [CelType.Bool], (a, _) => CelValues.Bool(!(bool)a[0]!));
        yield return CelOverload.Function(
            "==",
            CelType.Bool,
            [A, A],
            (a, budget) => CelValues.Bool(CelEquality.AreEqual(a[0], a[1], budget))
        );
        yield return CelOverload.Function(
            "!=",
            CelType.Bool,
            [A, A],
            (a, budget) => CelValues.Bool(!CelEquality.AreEqual(a[0], a[1], budget))
        );
    }

    private static IEnumerable<CelOverload> Integers()
    {
        yield return Operator<long>("+", CelType.Int, (a, b) => Fits((Int128)a + b));
        yield return Operator<long>("-", CelType.Int, (a, b) => Fits((Int128)a - b));
        yield return Operator<long>("*", CelType.Int, (a, b) => Fits((Int128)a * b));
        yield return Operator<long>(
            "/",
            CelType.Int,
            (a, b) => b == 0 ? new CelError("division by zero") : Fits((Int128)a / b)
        );
        yield return Operator<long>(
            "%",
            CelType.Int,
            (a, b) => b == 0 ? new CelError("modulus by zero") : Fits((Int128)a % b)
        );
        yield return CelOverload.Function("-_", CelType.Int, [CelType.Int], (a, _) => Fits(-(Int128)(long)a[0]!));
    }

    private static IEnumerable<CelOverload> Unsigned()
    {
        yield return Operator<ulong>("+", CelType.Uint, (a, b) => FitsUnsigned((Int128)a + b));
        yield return Operator<ulong>("-", CelType.Uint, (a, b) => FitsUnsigned((Int128)a - b));
        yield return Operator<ulong>(
            "*",
            CelType.Uint,
            (a, b) => FitsUnsigned((UInt128)a * b > ulong.MaxValue ? -1 : (Int128)(a * b))
        );
        yield return Operator<ulong>("/", CelType.Uint, (a, b) => b == 0 ? new CelError("division by zero") : a / b);
        yield return Operator<ulong>("%", CelType.Uint, (a, b) => b == 0 ? new CelError("modulus by zero") : a % b);
    }

    private static IEnumerable<CelOverload> Doubles()
    {
        yield return Operator<double>("+", CelType.Double, (a, b) => a + b);
        yield return Operator<double>("-", CelType.Double, (a, b) => a - b);
        yield return Operator<double>("*", CelType.Double, (a, b) => a * b);
        yield return Operator<double>("/", CelType.Double, (a, b) => a / b);
        yield return CelOverload.Function("-_", CelType.Double, [CelType.Double], (a, _) => -(double)a[0]!);
    }

    private static IEnumerable<CelOverload> Joins()
    {
        yield return CelOverload.Function(
            "+",
            CelType.String,
            [CelType.String, CelType.String],
            (a, budget) =>
            {
                budget.SpendText(((string)a[0]!).Length + ((string)a[1]!).Length);
                return string.Concat((string)a[0]!, (string)a[1]!);
            }
        );
        yield return CelOverload.Function(
            "+",
            CelType.Bytes,
            [CelType.Bytes, CelType.Bytes],
            (a, budget) =>
            {
                budget.SpendText(((byte[])a[0]!).Length + ((byte[])a[1]!).Length);
                return (byte[])[.. (byte[])a[0]!, .. (byte[])a[1]!];
            }
        );
        yield return CelOverload.Function(
            "+",
            CelType.ListOf(A),
            [CelType.ListOf(A), CelType.ListOf(A)],
            (a, budget) => Concatenate((CelList)a[0]!, (CelList)a[1]!, budget)
        );
    }

    private static IEnumerable<CelOverload> Times()
    {
        yield return CelOverload.Function(
            "+",
            CelType.Timestamp,
            [CelType.Timestamp, CelType.Duration],
            (a, _) => Later(a[0], a[1])
        );
        yield return CelOverload.Function(
            "+",
            CelType.Timestamp,
            [CelType.Duration, CelType.Timestamp],
            (a, _) => Later(a[1], a[0])
        );
        yield return CelOverload.Function(
            "-",
            CelType.Timestamp,
            [CelType.Timestamp, CelType.Duration],
            (a, _) => Later(a[0], new NanoDuration(-((NanoDuration)a[1]!).Nanoseconds))
        );
        yield return CelOverload.Function(
            "-",
            CelType.Duration,
            [CelType.Timestamp, CelType.Timestamp],
            (a, _) => ((GoTimestamp)a[0]!).Since((GoTimestamp)a[1]!) is { } since ? since : CelError.DurationOverflow
        );
        yield return Operator<NanoDuration>(
            "+",
            CelType.Duration,
            (a, b) => Span((Int128)a.Nanoseconds + b.Nanoseconds)
        );
        yield return Operator<NanoDuration>(
            "-",
            CelType.Duration,
            (a, b) => Span((Int128)a.Nanoseconds - b.Nanoseconds)
        );
        yield return CelOverload.Function(
            "-_",
            CelType.Duration,
            [CelType.Duration],
            (a, _) => Span(-(Int128)((NanoDuration)a[0]!).Nanoseconds)
        );
    }

    private static IEnumerable<CelOverload> Order()
    {
        CelType[] numbers = [CelType.Int, CelType.Uint, CelType.Double];
        CelType[] others = [CelType.String, CelType.Bool, CelType.Bytes, CelType.Timestamp, CelType.Duration];
        CelType[][] pairs =
        [
            .. others.Select(type => new[] { type, type }),
            .. numbers.SelectMany(left => numbers.Select(right => new[] { left, right })),
        ];
        foreach (var pair in pairs)
        {
            yield return Comparison("<", pair, order => order < 0);
            yield return Comparison("<=", pair, order => order <= 0);
            yield return Comparison(">", pair, order => order > 0);
            yield return Comparison(">=", pair, order => order >= 0);
        }
    }

    private static IEnumerable<CelOverload> Membership()
    {
        yield return CelOverload.Function(
            "in",
            CelType.Bool,
            [A, CelType.ListOf(A)],
            (a, budget) =>
                CelValues.Bool(((CelList)a[1]!).Items().Any(item => CelEquality.AreEqual(item, a[0], budget)))
        );
        yield return CelOverload.Function(
            "in",
            CelType.Bool,
            [A, CelType.MapOf(A, B)],
            (a, _) => CelValues.Bool(a[0] is not null && ((CelMap)a[1]!).TryGet(a[0]!, out var _))
        );
    }

    private static object? NotCalled(object?[] arguments, CelBudget budget) => CelError.NoOverload;

    private static CelOverload Operator<T>(string name, CelType type, Func<T, T, object> invoke) =>
        CelOverload.Function(name, type, [type, type], (a, _) => invoke((T)a[0]!, (T)a[1]!));

    private static CelOverload Comparison(string name, CelType[] types, Func<int, bool> holds) =>
        CelOverload.Function(
            name,
            CelType.Bool,
            types,
            (a, budget) =>
            {
                if (a[0] is string left && a[1] is string right)
                {
                    budget.SpendText(Math.Min(left.Length, right.Length));
                }
                return CelValues.Compare(a[0], a[1]) is { } order
                    ? CelValues.Bool(holds(order))
                    : new CelError("NaN values cannot be ordered");
            }
        );

    private static object Fits(Int128 number) =>
        number < long.MinValue || number > long.MaxValue ? CelError.IntegerOverflow : (object)(long)number;

    private static object FitsUnsigned(Int128 number) =>
        number < 0 || number > ulong.MaxValue ? CelError.UnsignedOverflow : (object)(ulong)number;

    private static object Span(Int128 nanoseconds) =>
        nanoseconds < long.MinValue || nanoseconds > long.MaxValue
            ? CelError.DurationOverflow
            : (object)new NanoDuration((long)nanoseconds);

    private static object Later(object? time, object? duration) =>
        ((GoTimestamp)time!).Add((NanoDuration)duration!) is { } later ? later : (object)CelError.TimeOverflow;

    /// <summary>Sets and maps are united; in a map, the right item takes the place of the left one with its keys.</summary>
    private static CelValueList Concatenate(CelList left, CelList right, CelBudget budget)
    {
        budget.SpendText(left.Count + right.Count);
        if (left.ListType == "atomic")
        {
            return new CelValueList([.. left.Items(), .. right.Items()]);
        }
        var united = new OrderedDictionary<object, object?>();
        foreach (var item in left.Items().Concat(right.Items()))
        {
            united[left.Identity(item)] = item;
        }
        return new CelValueList([.. united.Values]);
    }
}
