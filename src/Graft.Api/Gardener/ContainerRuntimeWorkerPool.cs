using Graft.Api.Kubernetes;

namespace Graft.Api.Gardener;

/// <summary>The pool that gets a runtime.</summary>
public sealed record ContainerRuntimeWorkerPool : ApiObject
{
    /// <summary>Immutable.</summary>
    public string? Name { get; init; }

    /// <summary>Selects the pool's nodes.</summary>
    public LabelSelector? Selector { get; init; }
}
