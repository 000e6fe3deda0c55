namespace Graft.Api.Kubernetes;

/// <summary>The role that a binding grants.</summary>
public sealed record RoleRef : ApiObject
{
    public string? ApiGroup { get; init; }

    public string? Kind { get; init; }

    public string? Name { get; init; }
}
