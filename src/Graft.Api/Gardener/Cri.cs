using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The container runtime interface of a pool, and the additional runtimes it offers.</summary>
public sealed record Cri : ApiObject
{
    /// <summary><c>containerd</c>, or <c>docker</c> below Kubernetes 1.23.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<ContainerRuntimeReference>? ContainerRuntimes { get; init; }

    public JsonElement? ProviderConfig { get; init; }
}
