using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A namespace.</summary>
public sealed record Namespace : ApiResource<Namespace>, IResource<Namespace>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "Namespace", "namespaces", false);

    public static JsonTypeInfo<Namespace> JsonTypeInfo => ApiJson.Context.Namespace;

    public NamespaceStatus? Status { get; init; }
}
