using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Kubernetes;

/// <summary>
/// A subresource of an object, with a form of its own: <c>scale</c>, <c>token</c>, <c>eviction</c>, <c>binding</c>, or
/// <c>status</c> with the form of the object itself.
/// </summary>
/// <param name="Name">The last part of the path.</param>
/// <param name="Json">The form of what is sent and answered.</param>
public sealed record Subresource<T>(string Name, JsonTypeInfo<T> Json)
    where T : class;

/// <summary>Makes <see cref="Subresource{T}"/> values.</summary>
public static class Subresource
{
    /// <summary>Any subresource, as plain JSON.</summary>
    public static Subresource<JsonObject> Untyped(string name) => new(name, KubernetesJson.Shared.JsonObject);
}
