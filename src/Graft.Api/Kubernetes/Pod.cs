using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A pod.</summary>
public sealed record Pod : ApiResource<Pod>, IResource<Pod>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "Pod", "pods", true);

    public static JsonTypeInfo<Pod> JsonTypeInfo => ApiJson.Context.Pod;

    public PodSpec? Spec { get; init; }

    public PodStatus? Status { get; init; }
}
