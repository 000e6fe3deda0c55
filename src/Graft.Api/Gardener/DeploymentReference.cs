namespace Graft.Api.Gardener;

/// <summary>Names a ControllerDeployment.</summary>
public sealed record DeploymentReference : ApiObject
{
    public string? Name { get; init; }
}
