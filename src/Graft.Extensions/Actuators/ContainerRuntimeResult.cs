using System.Text.Json;

namespace Graft.Extensions.Actuators;

/// <summary>What an actuator reports of a container runtime; null leaves the field of the status as it is.</summary>
public sealed record ContainerRuntimeResult
{
    /// <summary>Nothing to report.</summary>
    public static ContainerRuntimeResult Nothing { get; } = new();

    /// <summary>For people and tools that look at the object; an object with <c>apiVersion</c> and <c>kind</c>.</summary>
    public JsonElement? ProviderStatus { get; init; }

    /// <summary>
    /// What the extension must find again on another seed: the core carries it along when the control plane moves, and
    /// <c>status.state</c> has it when the restore begins.
    /// </summary>
    public JsonElement? State { get; init; }
}
