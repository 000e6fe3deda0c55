namespace Graft.Api.Gardener;

/// <summary>What the owner of a Shoot wants.</summary>
public sealed record ShootSpec : ApiObject
{
    public CloudProfileReference? CloudProfile { get; init; }

    /// <summary>The older notation of <see cref="CloudProfile"/>.</summary>
    public string? CloudProfileName { get; init; }

    public string? Region { get; init; }

    public string? Purpose { get; init; }

    public string? SeedName { get; init; }

    public string? CredentialsBindingName { get; init; }

    public ShootProvider? Provider { get; init; }

    public ShootKubernetes? Kubernetes { get; init; }

    public ShootNetworking? Networking { get; init; }

    public ShootHibernation? Hibernation { get; init; }

    public IReadOnlyList<ShootExtension>? Extensions { get; init; }

    public IReadOnlyList<NamedResourceReference>? Resources { get; init; }
}
