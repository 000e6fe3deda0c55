namespace Graft.Api.Installation;

/// <summary>One host check, such as <c>kata-runtime check</c>.</summary>
public sealed record RuntimeCheck
{
    /// <summary>
    /// Absolute path of the program on the node, or the name of one of the description's binaries: the new one is run
    /// before it replaces an old one.
    /// </summary>
    public required string Program { get; init; }

    public IReadOnlyList<string>? Arguments { get; init; }
}
