namespace Graft.Runtimes.Kata.Admission;

/// <summary>A capability that machine types must have.</summary>
/// <param name="Name">As the CloudProfile names it.</param>
/// <param name="Value">One of the machine type's values for it.</param>
public sealed record RequiredCapability(string Name, string Value)
{
    /// <summary>Reads <c>name=value</c>.</summary>
    /// <exception cref="FormatException">The text has another form; the message quotes it.</exception>
    public static RequiredCapability Parse(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value]
            ? new RequiredCapability(name, value)
            : throw new FormatException($"invalid required capability \"{text}\", expected format <name>=<value>");

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Name}={Value}";
}
