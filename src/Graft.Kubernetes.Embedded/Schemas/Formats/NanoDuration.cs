using System.Buffers;
using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>A length of time in nanoseconds, as Go keeps and writes it: <c>1h30m</c>, <c>-1.5s</c>, <c>300ms</c>.</summary>
internal readonly record struct NanoDuration(long Nanoseconds)
{
    private const long Second = 1_000_000_000;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private const string Micro = "µs";

    private static readonly (string Unit, decimal Factor)[] Units =
    [
        ("ns", 1),
        ("us", 1_000),
        (Micro, 1_000),
        ("μs", 1_000),
        ("ms", 1_000_000),
        ("s", Second),
        ("m", 60 * Second),
        ("h", 3600 * Second),
    ];

    private static readonly (string[] Names, decimal Factor)[] LongUnits =
    [
        (["ns", "nano"], 1),
        (["us", Micro, "micro"], 1_000),
        (["ms", "milli"], 1_000_000),
        (["s", "sec"], Second),
        (["m", "min"], 60 * Second),
        (["h", "hr", "hour"], 3600 * Second),
        (["d", "day"], 24 * 3600 * Second),
        (["w", "wk", "week"], 7 * 24 * 3600 * Second),
    ];

    /// <summary>Reads Go's own form.</summary>
    public static bool TryParse(string text, out NanoDuration duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }
        if (rest is "0")
        {
            return true;
        }
        var total = 0m;
        do
        {
            if (!TryTakeAmount(ref rest, out var amount) || !TryTakeUnit(ref rest, out var factor))
            {
                return false;
            }
            total += amount * factor;
        } while (!rest.IsEmpty && total <= long.MaxValue);
        if (total > long.MaxValue)
        {
            return false;
        }
        duration = new NanoDuration(isNegative ? -(long)total : (long)total);
        return true;
    }

    /// <summary>Reads Go's form, or whole numbers with units such as <c>2 days</c>, as the format "duration" takes it.</summary>
    public static bool TryParseLenient(string text, out NanoDuration duration)
    {
        if (TryParse(text, out duration))
        {
            return true;
        }
        var total = 0m;
        var isAny = false;
        foreach (var (number, unit) in Amounts(text))
        {
            if (
                FactorOf(unit.ToLowerInvariant()) is { } factor
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            )
            {
                isAny = true;
                total = Math.Min(total + (amount * factor), long.MaxValue);
            }
        }
        duration = new NanoDuration((long)total);
        return isAny;
    }

    public int OrderAgainst(NanoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The form in seconds that expressions make of a duration: <c>90s</c>, <c>0.5s</c>.</summary>
    public string ToSeconds() =>
        $"{(Nanoseconds / (decimal)Second).ToString("0.#########", CultureInfo.InvariantCulture)}s";

    private static bool TryTakeAmount(ref ReadOnlySpan<char> rest, out decimal amount)
    {
        var length = rest.IndexOfAnyExcept(Digits);
        length = length < 0 ? rest.Length : length;
        amount = 0;
        if (
            length is 0 or > 28
            || !decimal.TryParse(
                rest[..length],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out amount
            )
            || amount > long.MaxValue
        )
        {
            return false;
        }
        rest = rest[length..];
        return true;
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> rest, out decimal factor)
    {
        var length = rest.IndexOfAny(Digits);
        var unit = length < 0 ? rest : rest[..length];
        foreach (var (name, value) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                factor = value;
                rest = rest[unit.Length..];
                return true;
            }
        }
        factor = 0;
        return false;
    }

    private static IEnumerable<(string Number, string Unit)> Amounts(string text)
    {
        var number = new StringBuilder();
        for (var i = 0; i < text.Length; )
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                i++;
                continue;
            }
            number.Clear();
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                number.Append(text[i++]);
            }
            while (i < text.Length && text[i] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                i++;
            }
            var start = i;
            while (i < text.Length && (char.IsAsciiLetter(text[i]) || text[i] == 'µ'))
            {
                i++;
            }
            yield return (number.ToString(), text[start..i]);
        }
    }

    private static decimal? FactorOf(string unit)
    {
        foreach (var (names, factor) in LongUnits)
        {
            if (names.Contains(unit, StringComparer.Ordinal) || unit.StartsWith(names[^1], StringComparison.Ordinal))
            {
                return factor;
            }
        }
        return null;
    }
}
