using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Events;

/// <summary>One event at the server, and how often it happened so far.</summary>
internal sealed class EventSeries(RecordedEvent first)
{
    public ObjectReference Regarding => first.Regarding;

    public EventType Type => first.Type;

    public string Reason => first.Reason;

    public DateTimeOffset First => first.Time;

    public DateTimeOffset Last { get; private set; } = first.Time;

    public string Message { get; private set; } = first.Message;

    public int Count { get; private set; }

    /// <summary>The name at the server; null before the first try to create it.</summary>
    public string? Name { get; set; }

    /// <summary>Does the server have it?</summary>
    public bool IsStored { get; set; }

    public void Observe(RecordedEvent again)
    {
        Count++;
        Last = again.Time;
        Message = again.Message;
    }
}
