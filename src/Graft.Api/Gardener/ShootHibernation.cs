namespace Graft.Api.Gardener;

/// <summary>Whether a Shoot sleeps.</summary>
public sealed record ShootHibernation : ApiObject
{
    public bool? Enabled { get; init; }
}
