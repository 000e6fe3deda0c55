using System.Text.Json.Serialization;

namespace Graft.Api.Gardener;

/// <summary>What Gardener reports of a Shoot.</summary>
public sealed record ShootStatus : ApiObject
{
    public IReadOnlyList<Condition>? Conditions { get; init; }

    public IReadOnlyList<Condition>? Constraints { get; init; }

    /// <summary>The Shoot's namespace in the seed.</summary>
    public string? TechnicalID { get; init; }

    public string? Uid { get; init; }

    public long? ObservedGeneration { get; init; }

    public LastOperation? LastOperation { get; init; }

    public IReadOnlyList<LastError>? LastErrors { get; init; }

    public string? SeedName { get; init; }

    /// <summary><c>isHibernated</c> on the wire.</summary>
    [JsonPropertyName("isHibernated")]
    public bool? Hibernated { get; init; }

    public ShootCredentials? Credentials { get; init; }
}
