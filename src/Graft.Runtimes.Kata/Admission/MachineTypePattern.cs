using System.IO.Enumeration;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>Machine types of a provider, such as <c>aws=*.metal</c>.</summary>
/// <param name="Provider">The provider type of Shoots.</param>
/// <param name="Pattern">A name; <c>*</c> stands for any characters, <c>?</c> for one.</param>
public sealed record MachineTypePattern(string Provider, string Pattern)
{
    /// <summary>Does this machine type of this provider match?</summary>
    public bool Matches(string machineType) =>
        FileSystemName.MatchesSimpleExpression(Pattern, machineType, ignoreCase: false);

    /// <summary>Reads <c>provider=pattern</c>.</summary>
    /// <exception cref="FormatException">The text has another form; the message quotes it.</exception>
    public static MachineTypePattern Parse(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } provider, { Length: > 0 } pattern]
            ? new MachineTypePattern(provider, pattern)
            : throw new FormatException(
                $"invalid allowed machine type \"{text}\", expected format <provider>=<pattern>"
            );

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Provider}={Pattern}";
}
