using System.Text.Json.Serialization;

namespace Graft.Api.Kubernetes;

/// <summary>Who holds a lease, and until when. Times have exactly six fraction digits.</summary>
public sealed record LeaseSpec : ApiObject
{
    public string? HolderIdentity { get; init; }

    public int? LeaseDurationSeconds { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    public int? LeaseTransitions { get; init; }
}
