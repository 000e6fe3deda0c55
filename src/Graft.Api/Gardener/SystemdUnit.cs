namespace Graft.Api.Gardener;

/// <summary>A systemd unit.</summary>
public sealed record SystemdUnit : ApiObject
{
    public string? Name { get; init; }

    /// <summary><c>start</c>, <c>restart</c> or <c>stop</c>.</summary>
    public string? Command { get; init; }

    public bool? Enable { get; init; }

    public string? Content { get; init; }

    public IReadOnlyList<DropIn>? DropIns { get; init; }

    /// <summary>Files whose change restarts the unit.</summary>
    public IReadOnlyList<string>? FilePaths { get; init; }
}
