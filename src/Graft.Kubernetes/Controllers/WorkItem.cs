namespace Graft.Kubernetes.Controllers;

/// <summary>What a queue knows of one key. It exists as long as there is something to know.</summary>
internal sealed class WorkItem<TKey>(TKey key)
    where TKey : notnull
{
    public TKey Key => key;

    /// <summary>Set while the key waits: in a lane, or behind the work on itself.</summary>
    public WorkPriority? Waiting { get; set; }

    /// <summary>Set while the key is worked on: the priority that it was taken with.</summary>
    public WorkPriority? InWork { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>The timestamp at which the key is to wait, if any, and with which priority.</summary>
    public (long At, WorkPriority Priority)? Due { get; set; }

    /// <summary>Its place in a lane; null outside of them.</summary>
    public LinkedListNode<WorkItem<TKey>>? Place { get; set; }

    public bool IsForgettable => Waiting is null && InWork is null && Failures == 0 && Due is null;
}
