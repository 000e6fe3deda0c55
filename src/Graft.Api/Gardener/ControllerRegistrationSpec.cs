namespace Graft.Api.Gardener;

/// <summary>What an extension serves, and how it is deployed.</summary>
public sealed record ControllerRegistrationSpec : ApiObject
{
    public IReadOnlyList<ControllerResource>? Resources { get; init; }

    public ControllerRegistrationDeployment? Deployment { get; init; }
}
