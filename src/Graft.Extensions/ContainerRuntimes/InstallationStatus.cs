using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Api.Gardener;
using Graft.Extensions.ManagedResources;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// <c>status.providerStatus</c> of a ContainerRuntime: whether the pool's nodes have the runtime, as far as the seed can
/// know. Which node is behind, and why, stands in the readiness output of its installer pod in the Shoot.
/// </summary>
public sealed record InstallationStatus
{
    public string ApiVersion { get; } = "runtime.extensions.config.gardener.cloud/v1alpha1";

    public string Kind { get; } = nameof(InstallationStatus);

    /// <summary>
    /// Everything is applied and healthy, and no installer of an older version is left. A pool without nodes is rolled out.
    /// </summary>
    public required bool IsRolledOut { get; init; }

    /// <summary>What is missing, in the words of the resource manager; absent when rolled out.</summary>
    public string? Message { get; init; }

    /// <summary>The form in which it stands in the status.</summary>
    public JsonElement ToJson() =>
        JsonSerializer.SerializeToElement(this, InstallationStatusJson.Default.InstallationStatus);

    /// <summary>The first problem of these resources decides; one that is not there is missing.</summary>
    internal static InstallationStatus Of(params ReadOnlySpan<(string Name, ManagedResource? Resource)> resources)
    {
        foreach (var (name, resource) in resources)
        {
            var problem = resource is null
                ? $"managed resource {name} not found"
                : ManagedResourceHealth.FindProblem(resource);
            if (problem is not null)
            {
                return new InstallationStatus { IsRolledOut = false, Message = problem };
            }
        }
        return new InstallationStatus { IsRolledOut = true };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(InstallationStatus))]
internal sealed partial class InstallationStatusJson : JsonSerializerContext;
