using System.Text.Json.Serialization;
using Graft.Api.Kubernetes;

namespace Graft.Api;

/// <summary>What the stored kinds share: their type fields, preset for objects made in code, and metadata.</summary>
public abstract record ApiResource<TSelf> : ApiObject
    where TSelf : class, IResource<TSelf>
{
    /// <summary>The kind's own group and version where the object states none, as items of lists do not.</summary>
    [JsonPropertyOrder(-3)]
    public string? ApiVersion
    {
        get => field ?? TSelf.ResourceType.ApiVersion;
        init;
    }

    /// <summary>The kind's own name where the object states none.</summary>
    [JsonPropertyOrder(-2)]
    public string? Kind
    {
        get => field ?? TSelf.ResourceType.Kind;
        init;
    }

    [JsonPropertyOrder(-1)]
    public ObjectMeta Metadata
    {
        get => field ?? ObjectMeta.Empty;
        init;
    }
}
