using System.IO.Enumeration;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>Machine types of a provider that nest virtualization, such as <c>aws=*.metal</c>, or that do not: <c>aws=!t*</c>.</summary>
/// <param name="Provider">The provider type of Shoots.</param>
/// <param name="Pattern">
/// A name; <c>*</c> stands for any characters, <c>?</c> for one. After a <c>!</c> it takes back what others of the provider
/// allow.
/// </param>
public sealed record MachineTypePattern(string Provider, string Pattern)
{
    private const char Exclusion = '!';

    /// <summary>Does it take machine types back?</summary>
    public bool IsExclusion => Pattern.StartsWith(Exclusion);

    /// <summary>Is this machine type of the provider meant, be it to allow it or to take it back?</summary>
    public bool Matches(string machineType) =>
        FileSystemName.MatchesSimpleExpression(
            IsExclusion ? Pattern.AsSpan(1) : Pattern,
            machineType,
            ignoreCase: false
        );

    /// <summary>Reads <c>provider=pattern</c>.</summary>
    /// <exception cref="FormatException">The text has another form; the message quotes it.</exception>
    public static MachineTypePattern Parse(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } provider, { Length: > 0 } pattern] && pattern is not "!"
            ? new MachineTypePattern(provider, pattern)
            : throw new FormatException(
                $"invalid allowed machine type \"{text}\", expected format <provider>=<pattern>"
            );

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Provider}={Pattern}";
}
