namespace Graft.Runtimes.Kata.Admission;

/// <summary>A capability that says of a provider's machine types that they nest virtualization.</summary>
/// <param name="Provider">The provider type of Shoots.</param>
/// <param name="Name">As the CloudProfile names it.</param>
/// <param name="Value">One of the machine type's values for it.</param>
public sealed record NestingCapability(string Provider, string Name, string Value)
{
    /// <summary>Reads <c>provider=name=value</c>.</summary>
    /// <exception cref="FormatException">The text has another form; the message quotes it.</exception>
    public static NestingCapability Parse(string text) =>
        text.Split('=', 3) is [{ Length: > 0 } provider, { Length: > 0 } name, { Length: > 0 } value]
            ? new NestingCapability(provider, name, value)
            : throw new FormatException(
                $"invalid nesting capability \"{text}\", expected format <provider>=<name>=<value>"
            );

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Provider}={Name}={Value}";
}
