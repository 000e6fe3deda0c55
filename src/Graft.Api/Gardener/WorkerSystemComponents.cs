namespace Graft.Api.Gardener;

/// <summary>Whether system components may run on a pool.</summary>
public sealed record WorkerSystemComponents : ApiObject
{
    /// <summary>True where it is absent.</summary>
    public bool? Allow { get; init; }
}
