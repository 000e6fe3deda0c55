using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A secret. Values travel base64-encoded in <see cref="Data"/>; <see cref="StringData"/> is write-only.</summary>
public sealed record Secret : ApiResource<Secret>, IResource<Secret>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "Secret", "secrets", true);

    public static JsonTypeInfo<Secret> JsonTypeInfo => ApiJson.Context.Secret;

    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    public string? Type { get; init; }

    public bool? Immutable { get; init; }

    /// <summary>The value of a key as UTF-8 text; null where the secret has no such key.</summary>
    public string? GetText(string key) =>
        Data is not null && Data.TryGetValue(key, out var value) ? Encoding.UTF8.GetString(value) : null;
}
