namespace Graft.Api.Gardener;

/// <summary>How an operating system is updated in place.</summary>
public sealed record InPlaceUpdatesStatus : ApiObject
{
    public OsUpdate? OsUpdate { get; init; }
}
