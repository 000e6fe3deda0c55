using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>One state that a workload's template has had, to which it can be rolled back.</summary>
public sealed record ControllerRevision : ApiResource<ControllerRevision>, IResource<ControllerRevision>
{
    public static ResourceType ResourceType { get; } =
        new("apps", "v1", "ControllerRevision", "controllerrevisions", true);

    public static JsonTypeInfo<ControllerRevision> JsonTypeInfo => ApiJson.Context.ControllerRevision;

    /// <summary>A patch that brings the workload back to this state.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>Grows with each change; a rollback gives an old state a new number.</summary>
    public long? Revision { get; init; }
}
