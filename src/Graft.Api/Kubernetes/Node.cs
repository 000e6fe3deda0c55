using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>A node.</summary>
public sealed record Node : ApiResource<Node>, IResource<Node>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "Node", "nodes", false);

    public static JsonTypeInfo<Node> JsonTypeInfo => ApiJson.Context.Node;

    public NodeSpec? Spec { get; init; }

    public NodeStatus? Status { get; init; }
}
