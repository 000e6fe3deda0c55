namespace Graft.Api.Gardener;

/// <summary>The state of a Shoot's credentials.</summary>
public sealed record ShootCredentials : ApiObject
{
    public ShootCredentialsRotation? Rotation { get; init; }
}
