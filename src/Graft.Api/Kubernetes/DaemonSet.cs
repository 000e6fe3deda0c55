using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A pod on every matching node.</summary>
public sealed record DaemonSet : ApiResource<DaemonSet>, IResource<DaemonSet>
{
    public static ResourceType ResourceType { get; } = new("apps", "v1", "DaemonSet", "daemonsets", true);

    public static JsonTypeInfo<DaemonSet> JsonTypeInfo => ApiJson.Context.DaemonSet;

    public DaemonSetSpec? Spec { get; init; }

    public DaemonSetStatus? Status { get; init; }
}
