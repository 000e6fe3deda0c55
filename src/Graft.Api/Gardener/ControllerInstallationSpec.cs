using Graft.Api.Kubernetes;

namespace Graft.Api.Gardener;

/// <summary>Which extension, on which seed.</summary>
public sealed record ControllerInstallationSpec : ApiObject
{
    public ObjectReference? RegistrationRef { get; init; }

    public ObjectReference? SeedRef { get; init; }

    public ObjectReference? DeploymentRef { get; init; }
}
