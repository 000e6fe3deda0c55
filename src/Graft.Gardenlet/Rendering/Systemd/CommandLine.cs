using System.Text;

namespace Graft.Gardenlet.Rendering.Systemd;

/// <summary>A command of a unit, one argument per line, each read back by systemd as exactly what was given.</summary>
internal static class CommandLine
{
    private const string PlainCharacters = "-_./:=,@+";

    public static string Of(string program, IEnumerable<string> arguments) =>
        string.Join('\n', arguments.Select(Argument).Prepend(program));

    private static string Argument(string value)
    {
        if (value.All(character => char.IsAsciiLetterOrDigit(character) || PlainCharacters.Contains(character)))
        {
            return value;
        }
        var quoted = new StringBuilder("\"");
        foreach (var character in value)
        {
            quoted.Append(
                character switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '%' => "%%",
                    '$' => "$$",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ => character.ToString(),
                }
            );
        }
        return quoted.Append('"').ToString();
    }
}
