namespace Graft.Api.Kubernetes;

/// <summary>A command run inside a container.</summary>
public sealed record ExecAction : ApiObject
{
    public IReadOnlyList<string>? Command { get; init; }
}
