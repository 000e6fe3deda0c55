namespace Graft.Node.Toml;

/// <summary>A header and everything up to the next one; the first section of a document has no header.</summary>
/// <param name="Header">The header, or null for the first section.</param>
/// <param name="First">Index of the first expression of the section, the header included.</param>
/// <param name="Expressions">The section's expressions, the header included.</param>
internal sealed record TomlSection(TomlHeaderExpression? Header, int First, IReadOnlyList<TomlExpression> Expressions)
{
    public string[] Path { get; } = Header?.Path ?? [];

    public IEnumerable<TomlAssignmentExpression> Assignments => Expressions.OfType<TomlAssignmentExpression>();

    /// <summary>
    /// Where more text of this section goes: behind its last expression and the comments that follow it without a blank
    /// line, unless these lead up to the next header.
    /// </summary>
    public int EndOffset(TomlDocument document)
    {
        var last = LastContent();
        var end =
            last < 0
                ? document.Text.StartsWith('\ufeff')
                    ? 1
                    : 0
                : Expressions[last].End;
        var next = last + 1;
        while (next < Expressions.Count && Expressions[next] is TomlTriviaExpression { IsComment: true } comment)
        {
            next++;
            if (next == Expressions.Count && comment.End < document.Text.Length)
            {
                return end;
            }
        }
        return next > last + 1 ? Expressions[next - 1].End : end;
    }

    public static IReadOnlyList<TomlSection> Of(TomlDocument document)
    {
        var sections = new List<TomlSection>();
        var start = 0;
        var expressions = document.Expressions;
        for (var i = 1; i <= expressions.Count; i++)
        {
            if (i == expressions.Count || expressions[i] is TomlHeaderExpression)
            {
                sections.Add(new(expressions[start] as TomlHeaderExpression, start, [.. expressions.Take(start..i)]));
                start = i;
            }
        }
        return sections;
    }

    public static int SharedKeys(ReadOnlySpan<string> one, ReadOnlySpan<string> other) =>
        one.CommonPrefixLength(other, StringComparer.Ordinal);

    private int LastContent()
    {
        for (var i = Expressions.Count - 1; i >= 0; i--)
        {
            if (Expressions[i] is not TomlTriviaExpression)
            {
                return i;
            }
        }
        return -1;
    }
}
