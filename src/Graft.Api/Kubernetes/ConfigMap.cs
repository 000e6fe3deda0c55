using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A config map.</summary>
public sealed record ConfigMap : ApiResource<ConfigMap>, IResource<ConfigMap>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "ConfigMap", "configmaps", true);

    public static JsonTypeInfo<ConfigMap> JsonTypeInfo => ApiJson.Context.ConfigMap;

    public IReadOnlyDictionary<string, string>? Data { get; init; }

    public IReadOnlyDictionary<string, byte[]>? BinaryData { get; init; }

    public bool? Immutable { get; init; }
}
