namespace Graft.Api.Gardener;

/// <summary>The command that updates an operating system.</summary>
public sealed record OsUpdate : ApiObject
{
    public string? Command { get; init; }

    public IReadOnlyList<string>? Args { get; init; }
}
