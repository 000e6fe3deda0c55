using System.Text.Json;
using Graft.Api.Gardener;

namespace Graft.Extensions.Actuators;

/// <summary>What a provider reports of its machines; null leaves the field of the status as it is.</summary>
public sealed record WorkerResult
{
    public IReadOnlyList<MachineDeployment>? MachineDeployments { get; init; }

    public JsonElement? ProviderStatus { get; init; }
}
