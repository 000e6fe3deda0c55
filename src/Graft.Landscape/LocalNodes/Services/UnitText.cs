using System.Text;

namespace Graft.Landscape.LocalNodes.Services;

/// <summary>Reads settings of a systemd unit as systemd does: continued lines are one, an empty setting resets.</summary>
internal static class UnitText
{
    /// <summary>The value of the last setting of a key, after resets; null where there is none.</summary>
    public static string? Last(string unit, string key)
    {
        string? value = null;
        foreach (var line in LogicalLines(unit))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.AsSpan(0, equals).Trim().SequenceEqual(key))
            {
                var text = line[(equals + 1)..].Trim();
                value = text.Length == 0 ? null : text;
            }
        }
        return value;
    }

    /// <summary>The words of a command line, unquoted; <c>$$</c> and <c>%%</c> are read as one character.</summary>
    public static IReadOnlyList<string> Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, isOpen) = ('\0', false);
        for (var i = 0; i < command.Length; i++)
        {
            var character = command[i];
            if (quote == '\0' && char.IsWhiteSpace(character))
            {
                if (isOpen)
                {
                    words.Add(word.ToString());
                }
                word.Clear();
                isOpen = false;
            }
            else if (quote == '\0' ? character is '"' or '\'' : character == quote)
            {
                quote = quote == '\0' ? character : '\0';
                isOpen = true;
            }
            else
            {
                word.Append(Read(command, ref i));
                isOpen = true;
            }
        }
        if (isOpen)
        {
            words.Add(word.ToString());
        }
        return words;
    }

    private static char Read(string command, ref int index)
    {
        var (character, next) = (command[index], index + 1 < command.Length ? command[index + 1] : '\0');
        switch (character)
        {
            case '\\' when next != '\0':
                index++;
                return next switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    _ => next,
                };
            case '$' or '%' when next == character:
                index++;
                return character;
            default:
                return character;
        }
    }

    private static IEnumerable<string> LogicalLines(string unit)
    {
        var line = new StringBuilder();
        foreach (var part in unit.Split('\n').Select(part => part.TrimEnd('\r')))
        {
            if (line.Length == 0 && part.TrimStart() is ['#' or ';', ..])
            {
                continue;
            }
            if (part.EndsWith('\\'))
            {
                line.Append(part, 0, part.Length - 1).Append(' ');
                continue;
            }
            yield return line.Append(part).ToString();
            line.Clear();
        }
        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
