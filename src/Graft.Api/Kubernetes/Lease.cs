using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A lease: a leader's claim, or a heartbeat.</summary>
public sealed record Lease : ApiResource<Lease>, IResource<Lease>
{
    public static ResourceType ResourceType { get; } = new("coordination.k8s.io", "v1", "Lease", "leases", true);

    public static JsonTypeInfo<Lease> JsonTypeInfo => ApiJson.Context.Lease;

    public LeaseSpec? Spec { get; init; }
}
