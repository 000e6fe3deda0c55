using Graft.Api.Kubernetes;

namespace Graft.Api.Gardener;

/// <summary>How an extension is deployed to seeds.</summary>
public sealed record ControllerRegistrationDeployment : ApiObject
{
    /// <summary><c>OnDemand</c>, <c>Always</c> or <c>AlwaysExceptNoShoots</c>.</summary>
    public string? Policy { get; init; }

    public LabelSelector? SeedSelector { get; init; }

    public IReadOnlyList<DeploymentReference>? DeploymentRefs { get; init; }
}
