using System.Text.Json.Serialization.Metadata;
using Graft.Api.Kubernetes;

namespace Graft.Api;

/// <summary>
/// A wire type that an API server stores. It names its kind and its JSON metadata statically, so that a generic client
/// needs neither a registry nor reflection.
/// </summary>
public interface IResource<TSelf>
    where TSelf : class, IResource<TSelf>
{
    /// <summary>The names under which the kind is served.</summary>
    static abstract ResourceType ResourceType { get; }

    /// <summary>How the kind is read and written as JSON.</summary>
    static abstract JsonTypeInfo<TSelf> JsonTypeInfo { get; }

    /// <summary>The group and version that the object states; set by default.</summary>
    string? ApiVersion { get; }

    /// <summary>The kind that the object states; set by default.</summary>
    string? Kind { get; }

    /// <summary>Never null; empty where the object has none.</summary>
    ObjectMeta Metadata { get; init; }
}
