namespace Graft.Api.Kubernetes;

/// <summary>A rule of a policy, such as <c>RunAsAny</c>.</summary>
public sealed record PolicyStrategy : ApiObject
{
    public string? Rule { get; init; }
}
