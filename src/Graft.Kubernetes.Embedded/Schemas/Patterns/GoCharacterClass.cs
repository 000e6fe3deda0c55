using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Patterns;

/// <summary>
/// A set of code points, as a character class or a dot names it. .NET matches UTF-16 units, so a set that reaches beyond
/// the basic plane is written as an alternative of a unit and a surrogate pair.
/// </summary>
internal sealed class GoCharacterClass
{
    private const int Last = 0x10FFFF;
    private const int FirstAstral = 0x10000;
    private const string Nothing = "[^\\s\\S]";
    private readonly List<(int From, int To)> _ranges = [];
    private readonly StringBuilder _categories = new();

    public bool IsNegated { get; init; }

    public static GoCharacterClass Any(bool withLineFeed)
    {
        var any = new GoCharacterClass();
        any.Add(0, withLineFeed ? '\n' : '\n' - 1);
        any.Add('\n' + 1, Last);
        return any;
    }

    public void Add(int from, int to)
    {
        if (from <= to)
        {
            _ranges.Add((from, to));
        }
    }

    /// <summary>Adds pairs of bounds, or with <paramref name="isNegated"/> all that they leave out.</summary>
    public void Add(ReadOnlySpan<int> bounds, bool isNegated)
    {
        var next = 0;
        for (var i = 0; i < bounds.Length; i += 2)
        {
            if (isNegated)
            {
                Add(next, bounds[i] - 1);
                next = bounds[i + 1] + 1;
            }
            else
            {
                Add(bounds[i], bounds[i + 1]);
            }
        }
        if (isNegated)
        {
            Add(next, Last);
        }
    }

    /// <summary>Adds a Unicode general category by its short name.</summary>
    public void AddCategory(string category, bool isNegated) =>
        _categories.Append(isNegated ? "\\P{" : "\\p{").Append(category).Append('}');

    public override string ToString()
    {
        var units = Units();
        var pairs = Pairs();
        return (units.Length, pairs.Length) switch
        {
            (0, 0) => Nothing,
            (_, 0) => units,
            (0, _) => $"(?:{pairs})",
            _ => $"(?:{units}|{pairs})",
        };
    }

    private string Units()
    {
        var text = new StringBuilder();
        foreach (var (from, to) in _ranges)
        {
            if (from < FirstAstral)
            {
                AppendRange(text, from, Math.Min(to, FirstAstral - 1));
            }
        }
        text.Append(_categories);
        if (IsNegated)
        {
            return $"[^{text}\\uD800-\\uDFFF]";
        }
        return text.Length == 0 ? "" : $"[{text}-[\\uD800-\\uDFFF]]";
    }

    private string Pairs()
    {
        var astral = _ranges
            .Where(range => range.To >= FirstAstral)
            .Select(range => (From: Math.Max(range.From, FirstAstral), range.To))
            .OrderBy(range => range.From)
            .ToList();
        if (IsNegated)
        {
            astral = Complement(astral);
        }
        return string.Join('|', astral.SelectMany(range => PairsOf(range.From, range.To)));
    }

    private static List<(int From, int To)> Complement(List<(int From, int To)> ranges)
    {
        var rest = new List<(int, int)>();
        var next = FirstAstral;
        foreach (var (from, to) in ranges)
        {
            if (from > next)
            {
                rest.Add((next, from - 1));
            }
            next = Math.Max(next, to + 1);
        }
        if (next <= Last)
        {
            rest.Add((next, Last));
        }
        return rest;
    }

    private static IEnumerable<string> PairsOf(int from, int to)
    {
        var (fromHigh, fromLow) = Split(from);
        var (toHigh, toLow) = Split(to);
        if (fromHigh == toHigh)
        {
            yield return Pair(fromHigh, fromHigh, fromLow, toLow);
            yield break;
        }
        if (fromLow != 0xDC00)
        {
            yield return Pair(fromHigh, fromHigh, fromLow, 0xDFFF);
            fromHigh++;
        }
        if (toLow != 0xDFFF)
        {
            yield return Pair(toHigh, toHigh, 0xDC00, toLow);
            toHigh--;
        }
        if (fromHigh <= toHigh)
        {
            yield return Pair(fromHigh, toHigh, 0xDC00, 0xDFFF);
        }
    }

    private static (int High, int Low) Split(int point) =>
        (0xD800 + ((point - FirstAstral) >> 10), 0xDC00 + ((point - FirstAstral) & 0x3FF));

    private static string Pair(int highFrom, int highTo, int lowFrom, int lowTo)
    {
        var text = new StringBuilder("[");
        AppendRange(text, highFrom, highTo);
        text.Append("][");
        AppendRange(text, lowFrom, lowTo);
        return text.Append(']').ToString();
    }

    private static void AppendRange(StringBuilder text, int from, int to)
    {
        text.Append(CultureInfo.InvariantCulture, $"\\u{from:X4}");
        if (to > from)
        {
            text.Append(CultureInfo.InvariantCulture, $"-\\u{to:X4}");
        }
    }
}
