using System.Text;

namespace Graft.Node.Toml;

/// <summary>Removes a value or table from the text, together with the blank line before its header.</summary>
internal static class TomlRemoval
{
    public static string Remove(TomlDocument document, string[] path)
    {
        if (
            TomlPlace.FindBraces(document.Tree, path[..^1]) is { } braces
            && FindElements(braces.Braces, path[braces.Depth..]) is { Count: > 0 } elements
        )
        {
            return WithoutElements(document.Text, braces.Braces, elements);
        }
        var text = new StringBuilder();
        var ranges = FindRanges(document, path).ToList();
        var kept = 0;
        foreach (var (start, end) in ranges)
        {
            text.Append(document.Text, kept, start - kept);
            kept = end;
        }
        text.Append(document.Text, kept, document.Text.Length - kept);
        if (ranges[^1].End == document.Text.Length && document.Text[^1] != '\n')
        {
            // What now ends the document ended it without a newline before something was added to it.
            TrimNewline(text);
        }
        return text.ToString();
    }

    private static IEnumerable<(int Start, int End)> FindRanges(TomlDocument document, string[] path)
    {
        foreach (var section in TomlSection.Of(document))
        {
            if (section.Header is not null && StartsWith(section.Path, path))
            {
                yield return WholeSection(document, section);
                continue;
            }
            foreach (var assignment in section.Assignments)
            {
                if (StartsWith([.. section.Path, .. assignment.Path], path))
                {
                    yield return (assignment.Start, assignment.End);
                }
            }
        }
    }

    private static (int Start, int End) WholeSection(TomlDocument document, TomlSection section)
    {
        var last = section.Expressions.Last(expression => expression is not TomlTriviaExpression);
        var before = section.First > 0 ? document.Expressions[section.First - 1] : null;
        var start = before is TomlTriviaExpression { IsComment: false } blank ? blank.Start : section.Header!.Start;
        return (start, last.End);
    }

    private static bool StartsWith(ReadOnlySpan<string> path, ReadOnlySpan<string> prefix) => path.StartsWith(prefix);

    private static void TrimNewline(StringBuilder text)
    {
        foreach (var c in "\n\r")
        {
            if (text.Length > 0 && text[^1] == c)
            {
                text.Length--;
            }
        }
    }

    private static List<int> FindElements(TomlInlineTableSyntax braces, string[] path) =>
        [
            .. Enumerable
                .Range(0, braces.Pairs.Count)
                .Where(i => StartsWith(braces.Pairs[i].Keys.Select(key => key.Name).ToArray(), path)),
        ];

    private static string WithoutElements(string text, TomlInlineTableSyntax braces, IReadOnlyList<int> elements)
    {
        var result = new StringBuilder(text);
        var kept = Enumerable.Range(0, braces.Pairs.Count).Except(elements).ToList();
        if (kept.Count == 0)
        {
            return result.Remove(braces.Start, braces.End - braces.Start).Insert(braces.Start, "{}").ToString();
        }
        foreach (var i in elements.Reverse())
        {
            // The comma goes with the element: the one before it, or, for those in front of all kept ones, the one behind.
            var hasKeptBefore = kept[0] < i;
            var start = hasKeptBefore ? braces.Pairs[i - 1].End : braces.Pairs[i].Start;
            var end = hasKeptBefore ? braces.Pairs[i].End : braces.Pairs[i + 1].Start;
            result.Remove(start, end - start);
        }
        return result.ToString();
    }
}
