using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The pools, and how to reach the infrastructure.</summary>
public sealed record WorkerSpec : ExtensionSpec
{
    public string? Region { get; init; }

    public NamespacedName? SecretRef { get; init; }

    public JsonElement? InfrastructureProviderStatus { get; init; }

    public byte[]? SshPublicKey { get; init; }

    public IReadOnlyList<WorkerPool>? Pools { get; init; }
}
