using System.Globalization;
using System.Text;
using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;
using Graft.Kubernetes.Embedded.Schemas.Patterns;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>Texts. Positions and sizes count code points.</summary>
internal static class CelStringFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Texts = CelType.ListOf(CelType.String);

    public static IEnumerable<CelOverload> All() => [.. Tests(), .. Sizes(), .. Parts(), .. Searches(), .. Changes()];

    private static IEnumerable<CelOverload> Tests()
    {
        yield return Test(
            "startsWith",
            (text, part) => text.StartsWith(part, StringComparison.Ordinal),
            readsAll: false
        );
        yield return Test("endsWith", (text, part) => text.EndsWith(part, StringComparison.Ordinal), readsAll: false);
        yield return Test("contains", (text, part) => text.Contains(part, StringComparison.Ordinal), readsAll: true);
    }

    private static IEnumerable<CelOverload> Sizes()
    {
        foreach (
            var make in (Func<string, CelType, CelType[], CelInvoke, CelOverload>[])
                [CelOverload.Function, CelOverload.Method]
        )
        {
            yield return make(
                "size",
                CelType.Int,
                [Text],
                (a, budget) =>
                {
                    budget.Spend(((string)a[0]!).Length / 100);
                    return (long)CodePoints.Count((string)a[0]!);
                }
            );
            yield return make("size", CelType.Int, [CelType.Bytes], (a, _) => (long)((byte[])a[0]!).Length);
        }
    }

    private static IEnumerable<CelOverload> Parts()
    {
        yield return Method("charAt", Text, [Text, CelType.Int], a => CharAt((string)a[0]!, (long)a[1]!));
        yield return Method("substring", Text, [Text, CelType.Int], a => Substring((string)a[0]!, (long)a[1]!, null));
        yield return Method(
            "substring",
            Text,
            [Text, CelType.Int, CelType.Int],
            a => Substring((string)a[0]!, (long)a[1]!, (long)a[2]!)
        );
        yield return Method("split", Texts, [Text, Text], a => Split((string)a[0]!, (string)a[1]!, -1));
        yield return Method(
            "split",
            Texts,
            [Text, Text, CelType.Int],
            a => Split((string)a[0]!, (string)a[1]!, (long)a[2]!)
        );
        yield return CelOverload.Method("join", Text, [Texts], (a, budget) => Join((CelList)a[0]!, "", budget));
        yield return CelOverload.Method(
            "join",
            Text,
            [Texts, Text],
            (a, budget) => Join((CelList)a[0]!, (string)a[1]!, budget)
        );
    }

    private static IEnumerable<CelOverload> Searches()
    {
        yield return Search("indexOf", [Text, Text], a => IndexOf((string)a[0]!, (string)a[1]!, 0));
        yield return Search(
            "indexOf",
            [Text, Text, CelType.Int],
            a => IndexOf((string)a[0]!, (string)a[1]!, (long)a[2]!)
        );
        yield return Search("lastIndexOf", [Text, Text], a => LastIndexOf((string)a[0]!, (string)a[1]!, null));
        yield return Search(
            "lastIndexOf",
            [Text, Text, CelType.Int],
            a => LastIndexOf((string)a[0]!, (string)a[1]!, (long)a[2]!)
        );
    }

    private static IEnumerable<CelOverload> Changes()
    {
        yield return Method("lowerAscii", Text, [Text], a => Mapped((string)a[0]!, char.ToLowerInvariant));
        yield return Method("upperAscii", Text, [Text], a => Mapped((string)a[0]!, char.ToUpperInvariant));
        yield return Method("trim", Text, [Text], a => ((string)a[0]!).Trim());
        yield return Method("reverse", Text, [Text], a => Reversed((string)a[0]!));
        yield return CelOverload.Method("replace", Text, [Text, Text, Text], (a, budget) => Replace(a, -1, budget));
        yield return CelOverload.Method(
            "replace",
            Text,
            [Text, Text, Text, CelType.Int],
            (a, budget) => Replace(a, (long)a[3]!, budget)
        );
        yield return CelOverload.Function(
            "strings.quote",
            Text,
            [Text],
            (a, budget) =>
            {
                budget.SpendText(((string)a[0]!).Length);
                return GoSyntax.Quote((string)a[0]!);
            }
        );
        yield return CelOverload.Method(
            "format",
            Text,
            [Text, CelType.ListOf(CelType.Dyn)],
            (a, budget) => CelFormatting.Format((string)a[0]!, (CelList)a[1]!, budget)
        );
    }

    private static CelOverload Test(string name, Func<string, string, bool> holds, bool readsAll) =>
        CelOverload.Method(
            name,
            CelType.Bool,
            [Text, Text],
            (a, budget) =>
            {
                var (text, part) = ((string)a[0]!, (string)a[1]!);
                budget.SpendText(part.Length);
                budget.Spend(readsAll ? (long)((text.Length + 9) / 10) * ((part.Length + 9) / 10) : 0);
                return CelValues.Bool(holds(text, part));
            }
        );

    /// <summary>A method that reads its receiver once.</summary>
    private static CelOverload Method(
        string name,
        CelType result,
        CelType[] parameters,
        Func<object?[], object?> invoke
    ) =>
        CelOverload.Method(
            name,
            result,
            parameters,
            (a, budget) =>
            {
                budget.SpendText(((string)a[0]!).Length);
                return invoke(a);
            }
        );

    private static CelOverload Search(string name, CelType[] parameters, Func<object?[], object?> invoke) =>
        Method(name, CelType.Int, parameters, invoke);

    /// <summary>The position in UTF-16 of a code point; null beyond the end.</summary>
    private static int? Position(string text, long point)
    {
        if (point < 0)
        {
            return null;
        }
        var position = 0;
        for (; point > 0 && position < text.Length; point--)
        {
            CodePoints.Read(text, ref position);
        }
        return point == 0 ? position : null;
    }

    private static object CharAt(string text, long index)
    {
        if (Position(text, index) is not { } start)
        {
            return new CelError($"index out of range: {index}");
        }
        var end = start;
        if (start < text.Length)
        {
            CodePoints.Read(text, ref end);
        }
        return text[start..end];
    }

    private static object Substring(string text, long start, long? end)
    {
        if (end < start)
        {
            return new CelError($"invalid substring range. start: {start}, end: {end}");
        }
        if (Position(text, start) is not { } from)
        {
            return new CelError($"index out of range: {start}");
        }
        if (end is not { } last)
        {
            return text[from..];
        }
        return Position(text, last) is { } to ? text[from..to] : new CelError($"index out of range: {last}");
    }

    private static object IndexOf(string text, string part, long offset)
    {
        if (Position(text, offset) is not { } start)
        {
            return new CelError($"index out of range: {offset}");
        }
        var found = text.IndexOf(part, start, StringComparison.Ordinal);
        return found < 0 ? -1L : (long)CodePoints.Count(text[..found]);
    }

    private static object LastIndexOf(string text, string part, long? offset)
    {
        var start = text.Length;
        if (offset is { } given)
        {
            if (Position(text, given) is not { } limit)
            {
                return new CelError($"index out of range: {given}");
            }
            start = Math.Min(text.Length, limit + part.Length);
        }
        var found = text.AsSpan(0, start).LastIndexOf(part, StringComparison.Ordinal);
        return found < 0 ? -1L : (long)CodePoints.Count(text[..found]);
    }

    private static CelValueList Split(string text, string separator, long limit)
    {
        if (limit == 0)
        {
            return new CelValueList([]);
        }
        var most = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0)
        {
            return new CelValueList(text.Split(separator, most));
        }
        var parts = new List<object?>();
        var position = 0;
        while (position < text.Length)
        {
            var start = position;
            CodePoints.Read(text, ref position);
            if (parts.Count + 1 == most)
            {
                position = text.Length;
            }
            parts.Add(text[start..position]);
        }
        return new CelValueList(parts);
    }

    private static object Join(CelList list, string separator, CelBudget budget)
    {
        var text = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not string item)
            {
                return CelError.NoOverload;
            }
            budget.SpendText(item.Length + separator.Length);
            text.Append(i > 0 ? separator : "").Append(item);
        }
        return text.ToString();
    }

    private static object Replace(object?[] arguments, long limit, CelBudget budget)
    {
        var (text, old, replacement) = ((string)arguments[0]!, (string)arguments[1]!, (string)arguments[2]!);
        budget.SpendText(text.Length * 2);
        var result = new StringBuilder();
        var position = 0;
        for (var count = 0L; limit < 0 || count < limit; count++)
        {
            var found = old.Length > 0 ? text.IndexOf(old, position, StringComparison.Ordinal) : position;
            if (found < 0 || found > text.Length)
            {
                break;
            }
            budget.SpendText(replacement.Length);
            result.Append(text, position, found - position).Append(replacement);
            position = found + old.Length;
            if (old.Length > 0)
            {
                continue;
            }
            if (position >= text.Length)
            {
                return result.ToString();
            }
            var start = position;
            CodePoints.Read(text, ref position);
            result.Append(text, start, position - start);
        }
        return result.Append(text, position, text.Length - position).ToString();
    }

    private static string Mapped(string text, Func<char, char> map) =>
        string.Create(
            text.Length,
            (text, map),
            static (span, state) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsAscii(state.text[i]) ? state.map(state.text[i]) : state.text[i];
                }
            }
        );

    private static string Reversed(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Reverse())
        {
            result.Append(CultureInfo.InvariantCulture, $"{rune}");
        }
        return result.ToString();
    }
}
