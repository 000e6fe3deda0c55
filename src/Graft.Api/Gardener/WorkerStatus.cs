namespace Graft.Api.Gardener;

/// <summary>What a provider extension reports of the machines.</summary>
public sealed record WorkerStatus : ExtensionStatus
{
    public IReadOnlyList<MachineDeployment>? MachineDeployments { get; init; }

    public DateTimeOffset? MachineDeploymentsLastUpdateTime { get; init; }
}
