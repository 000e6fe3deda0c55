namespace Graft.Node.Toml;

/// <summary>Reads off a document how its author writes, for text that is added.</summary>
internal static class TomlStyle
{
    private const string Step = "  ";

    public static TomlFormat FormatOf(TomlDocument document)
    {
        var newline = document.Text.IndexOf('\n', StringComparison.Ordinal);
        var text = document.Text;
        return new TomlFormat
        {
            Newline = newline > 0 && text[newline - 1] == '\r' ? "\r\n" : "\n",
            PrefersLiteral = text.Count('\'') > text.Count('"'),
        };
    }

    /// <summary>The blanks before the first thing that is written in an expression.</summary>
    public static string IndentOf(TomlDocument document, TomlExpression expression)
    {
        var text = document.Text.AsSpan(expression.Start, expression.End - expression.Start).TrimStart('\ufeff');
        var length = text.IndexOfAnyExcept(' ', '\t');
        return text[..Math.Max(length, 0)].ToString();
    }

    /// <summary>The indentation of a new header, and of what stands below it.</summary>
    public static (string Header, string Body) IndentFor(TomlDocument document, TomlSection? model, int pathLength)
    {
        if (model?.Header is null)
        {
            return ("", Step);
        }
        var header = IndentOf(document, model.Header);
        var first = model.Assignments.FirstOrDefault();
        var body = first is null ? header + Step : IndentOf(document, first);
        if (header.Length == 0)
        {
            return (header, body);
        }
        var levels = pathLength - model.Header.Path.Length;
        if (levels >= 0)
        {
            var deeper = string.Concat(Enumerable.Repeat(Step, levels));
            return (header + deeper, body + deeper);
        }
        var cut = Math.Min(header.Length, -levels * Step.Length);
        return (header[cut..], body.Length >= cut ? body[cut..] : body);
    }

    /// <summary>The name of a new table, with the keys that it shares with another header spelt as they are there.</summary>
    public static string NameFor(TomlDocument document, TomlSection? model, string[] path, TomlFormat format)
    {
        var shared = model?.Header is { } header ? TomlSection.SharedKeys(header.Path, path) : 0;
        var keys = path.Select(
            (name, i) =>
                i < shared ? document.Text[model!.Header!.Keys[i].Start..model.Header.Keys[i].End] : format.Key(name)
        );
        return string.Join('.', keys);
    }
}
