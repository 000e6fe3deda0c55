namespace Graft.Kubernetes.Events;

/// <summary>Whether an event tells of the usual or of trouble.</summary>
public enum EventType
{
    Normal,
    Warning,
}
