using System.Globalization;
using System.Text;

namespace Graft.Node.Toml;

/// <summary>How new text is written, so that it looks like its surroundings.</summary>
internal sealed record TomlFormat
{
    /// <summary>Whether strings and keys are quoted <c>'so'</c> where their content permits.</summary>
    public bool PrefersLiteral { get; init; }

    public string Newline { get; init; } = "\n";

    public string Key(string name) => TomlKeyReader.IsBare(name) ? name : Quote(name);

    public string Keys(IEnumerable<string> path) => string.Join('.', path.Select(Key));

    public string Value(TomlValue value) =>
        value switch
        {
            TomlString text => Quote(text.Value),
            TomlInteger number => number.Value.ToString(CultureInfo.InvariantCulture),
            TomlFloat number => Float(number.Value),
            TomlBoolean boolean => boolean.Value ? "true" : "false",
            TomlDateTime time => time.Text,
            TomlArray array => $"[{string.Join(", ", array.Items.Select(Value))}]",
            TomlTable table => Inline(table),
            _ => throw new TomlEditException($"{value.GetType().Name} cannot be written"),
        };

    private string Inline(TomlTable table) =>
        table.Count == 0
            ? "{}"
            : $"{{ {string.Join(", ", table.Entries.Select(entry => $"{Key(entry.Key)} = {Value(entry.Value)}"))} }}";

    private static string Float(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }
        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private string Quote(string text)
    {
        if (PrefersLiteral && !text.Any(c => c == '\'' || TomlCursor.IsForbidden(c)))
        {
            return $"'{text}'";
        }
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when TomlCursor.IsForbidden(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }
}
