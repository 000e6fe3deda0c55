namespace Graft.Api.Installation;

/// <summary>One host check, such as <c>kata-runtime check</c>.</summary>
public sealed record RuntimeCheck
{
    /// <summary>Absolute path of the program on the node.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string>? Arguments { get; init; }
}
