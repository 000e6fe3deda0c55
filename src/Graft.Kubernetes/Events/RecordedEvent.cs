using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Events;

/// <summary>What a component said about an object, and when.</summary>
internal sealed record RecordedEvent(
    ObjectReference Regarding,
    EventType Type,
    string Reason,
    string Message,
    DateTimeOffset Time
)
{
    /// <summary>What a flood is counted by.</summary>
    public EventSubject Subject =>
        new(Regarding.ApiVersion, Regarding.Kind, Regarding.Namespace, Regarding.Name, Regarding.Uid);

    /// <summary>What events have in common that differ only in their message.</summary>
    public EventGroup Group => new(Subject, Type, Reason);
}

internal readonly record struct EventSubject(
    string? ApiVersion,
    string? Kind,
    string? Namespace,
    string? Name,
    string? Uid
);

internal readonly record struct EventGroup(EventSubject Subject, EventType Type, string Reason);

/// <summary>What makes two events the same. Without message and field: the one that similar events are combined in.</summary>
internal readonly record struct EventKey(EventGroup Group, string? FieldPath, string? Message);
