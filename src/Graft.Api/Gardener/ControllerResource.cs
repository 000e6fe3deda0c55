namespace Graft.Api.Gardener;

/// <summary>A kind and type that an extension serves.</summary>
public sealed record ControllerResource : ApiObject
{
    public string? Kind { get; init; }

    public string? Type { get; init; }

    /// <summary>True where it is absent.</summary>
    public bool? Primary { get; init; }

    public string? ReconcileTimeout { get; init; }

    public ControllerResourceLifecycle? Lifecycle { get; init; }

    public bool? WorkerlessSupported { get; init; }

    public IReadOnlyList<string>? AutoEnable { get; init; }

    /// <summary>Every cluster type where it is absent or empty.</summary>
    public IReadOnlyList<string>? ClusterCompatibility { get; init; }
}
