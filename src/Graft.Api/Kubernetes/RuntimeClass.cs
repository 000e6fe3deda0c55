using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A container runtime that pods can name.</summary>
public sealed record RuntimeClass : ApiResource<RuntimeClass>, IResource<RuntimeClass>
{
    public static ResourceType ResourceType { get; } =
        new("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", false);

    public static JsonTypeInfo<RuntimeClass> JsonTypeInfo => ApiJson.Context.RuntimeClass;

    /// <summary>The name under which the node's runtime serves it; immutable.</summary>
    public string? Handler { get; init; }

    public RuntimeClassOverhead? Overhead { get; init; }

    public RuntimeClassScheduling? Scheduling { get; init; }
}
