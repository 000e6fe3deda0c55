namespace Graft.Api.Gardener;

/// <summary>When credentials were last rotated.</summary>
public sealed record ShootCredentialsRotation : ApiObject
{
    public CredentialRotation? CertificateAuthorities { get; init; }

    public CredentialRotation? ServiceAccountKey { get; init; }
}
