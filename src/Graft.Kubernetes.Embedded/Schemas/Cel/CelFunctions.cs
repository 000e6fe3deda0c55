using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel;

/// <summary>One meaning of a function for given kinds of arguments; <see cref="CelKind.Dyn"/> accepts any.</summary>
internal sealed record CelOverload(
    string Name,
    bool IsMethod,
    CelKind[] Parameters,
    CelKind Result,
    Func<IReadOnlyList<object?>, object?> Invoke
)
{
    public bool Accepts(IEnumerable<CelKind> arguments) =>
        arguments
            .Zip(Parameters)
            .All(pair =>
                pair.First == pair.Second
                || pair.First == CelKind.Dyn
                || pair.Second == CelKind.Dyn
                || (pair.First == CelKind.Object && pair.Second == CelKind.Map)
            );
}

/// <summary>Operators and functions, in one table that checking and evaluation both read.</summary>
internal static class CelFunctions
{
    private static readonly ILookup<(string, bool, int), CelOverload> Table = Overloads()
        .ToLookup(overload => (overload.Name, overload.IsMethod, overload.Parameters.Length));

    public static IReadOnlyList<CelOverload> Named(string name, bool isMethod, int arguments) =>
        [.. Table[(name, isMethod, arguments)]];

    private static IEnumerable<CelOverload> Overloads() =>
        [.. CelOperators.All(), .. Membership(), .. Sizes(), .. Strings(), .. Searches(), .. Lists(), .. Conversions()];

    private static IEnumerable<CelOverload> Membership()
    {
        yield return new CelOverload(
            "in",
            false,
            [CelKind.Dyn, CelKind.List],
            CelKind.Bool,
            a => ((CelList)a[1]!).Items.Any(item => CelValues.AreEqual(item, a[0]))
        );
        yield return new CelOverload(
            "in",
            false,
            [CelKind.Dyn, CelKind.Map],
            CelKind.Bool,
            a => a[0] is not null && ((ICelMap)a[1]!).TryGet(a[0]!, out _)
        );
    }

    private static IEnumerable<CelOverload> Sizes()
    {
        foreach (var isMethod in (bool[])[false, true])
        {
            yield return new CelOverload(
                "size",
                isMethod,
                [CelKind.String],
                CelKind.Int,
                a => RuneCount((string)a[0]!)
            );
            yield return new CelOverload(
                "size",
                isMethod,
                [CelKind.Bytes],
                CelKind.Int,
                a => (long)((byte[])a[0]!).Length
            );
            yield return new CelOverload(
                "size",
                isMethod,
                [CelKind.List],
                CelKind.Int,
                a => (long)((CelList)a[0]!).Items.Count
            );
            yield return new CelOverload(
                "size",
                isMethod,
                [CelKind.Map],
                CelKind.Int,
                a => (long)((ICelMap)a[0]!).Keys.Count
            );
        }
    }

    private static IEnumerable<CelOverload> Strings()
    {
        yield return Test("startsWith", (text, part) => text.StartsWith(part, StringComparison.Ordinal));
        yield return Test("endsWith", (text, part) => text.EndsWith(part, StringComparison.Ordinal));
        yield return Test("contains", (text, part) => text.Contains(part, StringComparison.Ordinal));
        yield return Test("matches", Matches);
        yield return new CelOverload(
            "matches",
            false,
            [CelKind.String, CelKind.String],
            CelKind.Bool,
            a => Matches((string)a[0]!, (string)a[1]!)
        );
        yield return TextMethod("lowerAscii", 0, a => ((string)a[0]!).ToLowerInvariant());
        yield return TextMethod("upperAscii", 0, a => ((string)a[0]!).ToUpperInvariant());
        yield return TextMethod("trim", 0, a => ((string)a[0]!).Trim());
        yield return TextMethod(
            "replace",
            2,
            a => ((string)a[0]!).Replace((string)a[1]!, (string)a[2]!, StringComparison.Ordinal)
        );
        yield return new CelOverload(
            "substring",
            true,
            [CelKind.String, CelKind.Int],
            CelKind.String,
            a => Substring((string)a[0]!, (long)a[1]!, null)
        );
        yield return new CelOverload(
            "substring",
            true,
            [CelKind.String, CelKind.Int, CelKind.Int],
            CelKind.String,
            a => Substring((string)a[0]!, (long)a[1]!, (long)a[2]!)
        );
        yield return new CelOverload(
            "split",
            true,
            [CelKind.String, CelKind.String],
            CelKind.List,
            a => new CelList(((string)a[0]!).Split((string)a[1]!))
        );
        yield return new CelOverload("join", true, [CelKind.List], CelKind.String, a => Join(a[0], ""));
        yield return new CelOverload(
            "join",
            true,
            [CelKind.List, CelKind.String],
            CelKind.String,
            a => Join(a[0], (string)a[1]!)
        );
    }

    private static IEnumerable<CelOverload> Searches()
    {
        yield return new CelOverload(
            "indexOf",
            true,
            [CelKind.String, CelKind.String],
            CelKind.Int,
            a => (long)((string)a[0]!).IndexOf((string)a[1]!, StringComparison.Ordinal)
        );
        yield return new CelOverload(
            "lastIndexOf",
            true,
            [CelKind.String, CelKind.String],
            CelKind.Int,
            a => (long)((string)a[0]!).LastIndexOf((string)a[1]!, StringComparison.Ordinal)
        );
        yield return new CelOverload(
            "find",
            true,
            [CelKind.String, CelKind.String],
            CelKind.String,
            a => Expression((string)a[1]!).Match((string)a[0]!).Value
        );
        yield return new CelOverload(
            "findAll",
            true,
            [CelKind.String, CelKind.String],
            CelKind.List,
            a => new CelList([.. Expression((string)a[1]!).Matches((string)a[0]!).Select(match => match.Value)])
        );
    }

    private static IEnumerable<CelOverload> Lists()
    {
        yield return new CelOverload(
            "isSorted",
            true,
            [CelKind.List],
            CelKind.Bool,
            a => IsSorted(((CelList)a[0]!).Items)
        );
        yield return new CelOverload(
            "min",
            true,
            [CelKind.List],
            CelKind.Dyn,
            a => Extreme(((CelList)a[0]!).Items, -1)
        );
        yield return new CelOverload("max", true, [CelKind.List], CelKind.Dyn, a => Extreme(((CelList)a[0]!).Items, 1));
    }

    private static IEnumerable<CelOverload> Conversions()
    {
        yield return Conversion(CelKind.Int, CelKind.Int, value => value);
        yield return Conversion(CelKind.Double, CelKind.Int, value => checked((long)(double)value));
        yield return Conversion(CelKind.Uint, CelKind.Int, value => checked((long)(ulong)value));
        yield return Conversion(
            CelKind.String,
            CelKind.Int,
            value => Parsed(long.TryParse((string)value, CultureInfo.InvariantCulture, out var number), number)
        );
        yield return Conversion(CelKind.Uint, CelKind.Uint, value => value);
        yield return Conversion(CelKind.Int, CelKind.Uint, value => checked((ulong)(long)value));
        yield return Conversion(
            CelKind.String,
            CelKind.Uint,
            value => Parsed(ulong.TryParse((string)value, CultureInfo.InvariantCulture, out var number), number)
        );
        yield return Conversion(CelKind.Double, CelKind.Double, value => value);
        yield return Conversion(CelKind.Int, CelKind.Double, value => (double)(long)value);
        yield return Conversion(
            CelKind.String,
            CelKind.Double,
            value => Parsed(double.TryParse((string)value, CultureInfo.InvariantCulture, out var number), number)
        );
        yield return Conversion(CelKind.String, CelKind.String, value => value);
        foreach (var kind in (CelKind[])[CelKind.Int, CelKind.Uint, CelKind.Double])
        {
            yield return Conversion(
                kind,
                CelKind.String,
                value => Convert.ToString(value, CultureInfo.InvariantCulture)!
            );
        }
        yield return Conversion(CelKind.Bool, CelKind.String, value => (bool)value ? "true" : "false");
        yield return Conversion(CelKind.Bytes, CelKind.String, value => Encoding.UTF8.GetString((byte[])value));
        yield return Conversion(CelKind.String, CelKind.Bytes, value => Encoding.UTF8.GetBytes((string)value));
        yield return Conversion(CelKind.Bool, CelKind.Bool, value => value);
        yield return Conversion(
            CelKind.String,
            CelKind.Timestamp,
            value => Parsed(Formats.TryParseTime((string)value, out var time), time)
        );
        yield return Conversion(
            CelKind.String,
            CelKind.Duration,
            value => Parsed(GoDuration.TryParse((string)value, out var duration), duration)
        );
        yield return new CelOverload("dyn", false, [CelKind.Dyn], CelKind.Dyn, a => a[0]);
    }

    private static CelOverload Test(string name, Func<string, string, bool> invoke) =>
        new(name, true, [CelKind.String, CelKind.String], CelKind.Bool, a => invoke((string)a[0]!, (string)a[1]!));

    private static CelOverload TextMethod(string name, int extra, Func<IReadOnlyList<object?>, object> invoke) =>
        new(name, true, [.. Enumerable.Repeat(CelKind.String, extra + 1)], CelKind.String, invoke);

    private static CelOverload Conversion(CelKind from, CelKind to, Func<object, object> convert) =>
        new(to.ToString().ToLowerInvariant(), false, [from], to, a => convert(a[0]!));

    private static object Parsed(bool succeeded, object value) =>
        succeeded ? value : throw new CelException("type conversion error");

    private static long RuneCount(string text) => text.EnumerateRunes().Count();

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Expression(pattern).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new CelException("operation cancelled: actual cost limit exceeded");
        }
    }

    private static Regex Expression(string pattern)
    {
        try
        {
            return GoRegex.Compile(pattern);
        }
        catch (FormatException exception)
        {
            throw new CelException(exception.Message);
        }
    }

    private static string Substring(string text, long start, long? end)
    {
        var stop = end ?? text.Length;
        return start < 0 || stop > text.Length || start > stop
            ? throw new CelException($"index out of range: {start}")
            : text[(int)start..(int)stop];
    }

    private static string Join(object? list, string separator) =>
        string.Join(
            separator,
            ((CelList)list!).Items.Select(item => item as string ?? throw new CelException("no such overload"))
        );

    private static bool IsSorted(IReadOnlyList<object?> items) =>
        Enumerable.Range(1, Math.Max(items.Count - 1, 0)).All(i => CelValues.Compare(items[i - 1], items[i]) <= 0);

    private static object? Extreme(IReadOnlyList<object?> items, int sign) =>
        items.Count == 0
            ? throw new CelException("min/max called on empty list")
            : items.Aggregate((best, item) => Math.Sign(CelValues.Compare(item, best)) == sign ? item : best);
}
