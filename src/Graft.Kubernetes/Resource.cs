using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes;

/// <summary>What a client must know to work with a kind: its names, its JSON form, and where its metadata is.</summary>
public sealed record Resource<T>(ResourceType Type, JsonTypeInfo<T> Json, Func<T, ObjectMeta> Metadata)
    where T : class
{
    /// <summary>The key of an object of this kind.</summary>
    public ObjectKey KeyOf(T item)
    {
        var metadata = Metadata(item);
        return new ObjectKey(string.IsNullOrEmpty(metadata.Namespace) ? null : metadata.Namespace, metadata.Name ?? "");
    }
}

/// <summary>Makes <see cref="Resource{T}"/> values.</summary>
public static class Resource
{
    /// <summary>The kind of a wire type.</summary>
    public static Resource<T> Of<T>()
        where T : class, IResource<T> => new(T.ResourceType, T.JsonTypeInfo, item => item.Metadata);

    /// <summary>Any kind, as plain JSON. Whether it exists shows with the first request.</summary>
    public static Resource<JsonObject> Untyped(ResourceType type) =>
        new(type, KubernetesJson.Shared.JsonObject, MetadataOf);

    private static ObjectMeta MetadataOf(JsonObject item) =>
        item["metadata"] is JsonObject metadata
            ? metadata.Deserialize(ApiJson.Context.ObjectMeta) ?? ObjectMeta.Empty
            : ObjectMeta.Empty;
}
