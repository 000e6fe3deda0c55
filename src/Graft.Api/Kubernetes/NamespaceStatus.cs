namespace Graft.Api.Kubernetes;

/// <summary>Where a namespace is in its life.</summary>
public sealed record NamespaceStatus : ApiObject
{
    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string? Phase { get; init; }
}
