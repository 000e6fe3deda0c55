namespace Graft.Api.Kubernetes;

/// <summary>An address of a node, such as type <c>InternalIP</c> or <c>Hostname</c>.</summary>
public sealed record NodeAddress : ApiObject
{
    public string? Type { get; init; }

    public string? Address { get; init; }
}
