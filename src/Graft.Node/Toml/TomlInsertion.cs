using System.Text;

namespace Graft.Node.Toml;

/// <summary>Finds where something new goes and how it is written there. Returns the new text of the document.</summary>
internal static class TomlInsertion
{
    public static string Table(TomlDocument document, string[] path, TomlTable table)
    {
        if (TomlPlace.FindBraces(document.Tree, path) is { } braces)
        {
            return IntoBraces(document, braces.Braces, path[braces.Depth..], table);
        }
        var place = TomlPlace.Find(document.Tree, path);
        if (place.Node is TomlTableNode { Origin: TomlOrigin.Dotted })
        {
            return Leaves(path, table)
                .Aggregate(
                    document,
                    (result, leaf) => TomlDocument.Parse(BesideDottedKeys(result, leaf.Path, leaf.Value))
                )
                .Text;
        }
        return NewSections(document, path, table);
    }

    public static string Value(TomlDocument document, string[] path, TomlValue value)
    {
        if (TomlPlace.FindBraces(document.Tree, path) is { } braces)
        {
            return IntoBraces(document, braces.Braces, path[braces.Depth..], value);
        }
        var place = TomlPlace.Find(document.Tree, path);
        var parent = path[..^1];
        return place.Node switch
        {
            TomlTableNode { Origin: TomlOrigin.Dotted } => BesideDottedKeys(document, path, value),
            TomlTableNode { Origin: TomlOrigin.Header or TomlOrigin.Root } when place.Depth == parent.Length =>
                IntoSection(document, parent, path[^1..], value),
            TomlTableNode => NewSections(document, parent, new TomlTable([new(path[^1], value)])),
            _ => throw new TomlEditException($"'{string.Join('.', path[..place.Depth])}' is not a table"),
        };
    }

    private static IEnumerable<(string[] Path, TomlValue Value)> Leaves(string[] path, TomlTable table) =>
        table.Count == 0
            ? [(path, table)]
            : table.Entries.SelectMany(entry =>
                entry.Value is TomlTable inner
                    ? Leaves([.. path, entry.Key], inner)
                    : [([.. path, entry.Key], entry.Value)]
            );

    private static string IntoBraces(
        TomlDocument document,
        TomlInlineTableSyntax braces,
        string[] keys,
        TomlValue value
    )
    {
        var format = TomlStyle.FormatOf(document);
        var pair = $"{format.Keys(keys)} = {format.Value(value)}";
        return braces.Pairs.Count == 0
            ? document.Text[..braces.Start] + $"{{ {pair} }}" + document.Text[braces.End..]
            : document.Text.Insert(braces.Pairs[^1].End, $", {pair}");
    }

    /// <summary>Adds a line to the section of a table that has a header, or to the first section.</summary>
    private static string IntoSection(TomlDocument document, string[] table, string[] keys, TomlValue value)
    {
        var section =
            TomlSection
                .Of(document)
                .FirstOrDefault(section => section.Header is not { IsArray: true } && section.Path.SequenceEqual(table))
            ?? new TomlSection(null, 0, []);
        return NewLine(document, section, keys, value, section.EndOffset(document));
    }

    /// <summary>Adds a line behind the last one whose dotted keys lead to the same table.</summary>
    private static string BesideDottedKeys(TomlDocument document, string[] path, TomlValue value)
    {
        var candidates =
            from section in TomlSection.Of(document)
            where section.Header is not { IsArray: true }
            from assignment in section.Assignments
            let full = (string[])[.. section.Path, .. assignment.Path]
            let shared = TomlSection.SharedKeys(full, path)
            where shared > section.Path.Length && section.Path.Length < path.Length
            orderby shared, assignment.Start
            select (section, assignment);
        var (owner, beside) = candidates.Last();
        return NewLine(document, owner, path[owner.Path.Length..], value, beside.End, beside);
    }

    private static string NewLine(
        TomlDocument document,
        TomlSection section,
        string[] keys,
        TomlValue value,
        int offset,
        TomlAssignmentExpression? beside = null
    )
    {
        var format = TomlStyle.FormatOf(document);
        var model = beside ?? section.Assignments.LastOrDefault();
        var indent =
            model is not null ? TomlStyle.IndentOf(document, model)
            : section.Header is not null ? TomlStyle.IndentFor(document, section, section.Path.Length).Body
            : "";
        return InsertLines(document, offset, [$"{indent}{format.Keys(keys)} = {format.Value(value)}"], format);
    }

    /// <summary>Writes a table under a header of its own, behind the section that has most of its path in common.</summary>
    private static string NewSections(TomlDocument document, string[] path, TomlTable table)
    {
        var format = TomlStyle.FormatOf(document);
        var relatives = TomlSection
            .Of(document)
            .Where(section => section.Header is { IsArray: false })
            .GroupBy(section => TomlSection.SharedKeys(section.Path, path))
            .Where(group => group.Key > 0)
            .MaxBy(group => group.Key);
        var model = relatives?.MinBy(section => Math.Abs(section.Path.Length - path.Length));
        var offset = relatives?.Last().EndOffset(document) ?? document.Text.Length;
        var lines = new List<string>();
        Write(path, table);
        return InsertLines(document, offset, lines, format);

        void Write(string[] name, TomlTable content)
        {
            var (indent, body) = TomlStyle.IndentFor(document, model, name.Length);
            if (lines.Count > 0 || offset > 0)
            {
                lines.Add("");
            }
            lines.Add($"{indent}[{TomlStyle.NameFor(document, model, name, format)}]");
            foreach (var (key, value) in content.Entries.Where(entry => entry.Value is not TomlTable))
            {
                lines.Add($"{body}{format.Key(key)} = {format.Value(value)}");
            }
            foreach (var (key, value) in content.Entries)
            {
                if (value is TomlTable inner)
                {
                    Write([.. name, key], inner);
                }
            }
        }
    }

    /// <summary>Inserts whole lines. A document without a newline at its end keeps ending without one.</summary>
    private static string InsertLines(TomlDocument document, int offset, IReadOnlyList<string> lines, TomlFormat format)
    {
        var text = document.Text;
        var isBehindOpenLine = offset > 0 && text[offset - 1] is not ('\n' or '\ufeff');
        var inserted = new StringBuilder();
        foreach (var line in lines)
        {
            _ = isBehindOpenLine
                ? inserted.Append(format.Newline).Append(line)
                : inserted.Append(line).Append(format.Newline);
        }
        return text.Insert(offset, inserted.ToString());
    }
}
