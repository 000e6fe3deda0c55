namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>Arithmetic and order, by the operators' spellings.</summary>
internal static class CelOperators
{
    public static IEnumerable<CelOverload> All() => [.. Arithmetic(), .. Times(), .. Comparisons()];

    private static IEnumerable<CelOverload> Arithmetic()
    {
        yield return Operator<long, long>("+", (a, b) => checked(a + b));
        yield return Operator<long, long>("-", (a, b) => checked(a - b));
        yield return Operator<long, long>("*", (a, b) => checked(a * b));
        yield return Operator<long, long>(
            "/",
            (a, b) => b == 0 ? throw new CelException("division by zero") : checked(a / b)
        );
        yield return Operator<long, long>("%", (a, b) => b == 0 ? throw new CelException("modulus by zero") : a % b);
        yield return Operator<ulong, ulong>("+", (a, b) => checked(a + b));
        yield return Operator<ulong, ulong>("-", (a, b) => checked(a - b));
        yield return Operator<ulong, ulong>("*", (a, b) => checked(a * b));
        yield return Operator<ulong, ulong>("/", (a, b) => b == 0 ? throw new CelException("division by zero") : a / b);
        yield return Operator<ulong, ulong>("%", (a, b) => b == 0 ? throw new CelException("modulus by zero") : a % b);
        yield return Operator<double, double>("+", (a, b) => a + b);
        yield return Operator<double, double>("-", (a, b) => a - b);
        yield return Operator<double, double>("*", (a, b) => a * b);
        yield return Operator<double, double>("/", (a, b) => a / b);
        yield return Operator<string, string>("+", string.Concat);
        yield return Operator<byte[], byte[]>("+", (a, b) => (byte[])[.. a, .. b]);
        yield return Operator<CelList, CelList>("+", (a, b) => new CelList([.. a.Items, .. b.Items]));
        yield return Unary<bool>("!", value => !value);
        yield return Unary<long>("-_", value => checked(-value));
        yield return Unary<double>("-_", value => -value);
    }

    private static IEnumerable<CelOverload> Times()
    {
        yield return new CelOverload(
            "+",
            false,
            [CelKind.Timestamp, CelKind.Duration],
            CelKind.Timestamp,
            a => (DateTimeOffset)a[0]! + (TimeSpan)a[1]!
        );
        yield return new CelOverload(
            "+",
            false,
            [CelKind.Duration, CelKind.Timestamp],
            CelKind.Timestamp,
            a => (DateTimeOffset)a[1]! + (TimeSpan)a[0]!
        );
        yield return new CelOverload(
            "-",
            false,
            [CelKind.Timestamp, CelKind.Duration],
            CelKind.Timestamp,
            a => (DateTimeOffset)a[0]! - (TimeSpan)a[1]!
        );
        yield return new CelOverload(
            "-",
            false,
            [CelKind.Timestamp, CelKind.Timestamp],
            CelKind.Duration,
            a => (DateTimeOffset)a[0]! - (DateTimeOffset)a[1]!
        );
        yield return Operator<TimeSpan, TimeSpan>("+", (a, b) => a + b);
        yield return Operator<TimeSpan, TimeSpan>("-", (a, b) => a - b);
    }

    private static IEnumerable<CelOverload> Comparisons()
    {
        CelKind[] numbers = [CelKind.Int, CelKind.Uint, CelKind.Double];
        CelKind[] others = [CelKind.String, CelKind.Bool, CelKind.Bytes, CelKind.Timestamp, CelKind.Duration];
        CelKind[][] pairs =
        [
            .. numbers.SelectMany(a => numbers.Select(b => new[] { a, b })),
            .. others.Select(kind => new[] { kind, kind }),
        ];
        foreach (var pair in pairs)
        {
            yield return new CelOverload("<", false, pair, CelKind.Bool, a => CelValues.Compare(a[0], a[1]) < 0);
            yield return new CelOverload("<=", false, pair, CelKind.Bool, a => CelValues.Compare(a[0], a[1]) <= 0);
            yield return new CelOverload(">", false, pair, CelKind.Bool, a => CelValues.Compare(a[0], a[1]) > 0);
            yield return new CelOverload(">=", false, pair, CelKind.Bool, a => CelValues.Compare(a[0], a[1]) >= 0);
        }
    }

    private static CelOverload Operator<TLeft, TRight>(string name, Func<TLeft, TRight, object> invoke) =>
        new(
            name,
            false,
            [KindOf<TLeft>(), KindOf<TRight>()],
            KindOf<TLeft>(),
            a => invoke((TLeft)a[0]!, (TRight)a[1]!)
        );

    private static CelOverload Unary<T>(string name, Func<T, object> invoke) =>
        new(name, false, [KindOf<T>()], KindOf<T>(), a => invoke((T)a[0]!));

    private static CelKind KindOf<T>() =>
        typeof(T) == typeof(long) ? CelKind.Int
        : typeof(T) == typeof(ulong) ? CelKind.Uint
        : typeof(T) == typeof(double) ? CelKind.Double
        : typeof(T) == typeof(bool) ? CelKind.Bool
        : typeof(T) == typeof(string) ? CelKind.String
        : typeof(T) == typeof(byte[]) ? CelKind.Bytes
        : typeof(T) == typeof(TimeSpan) ? CelKind.Duration
        : CelKind.List;
}
