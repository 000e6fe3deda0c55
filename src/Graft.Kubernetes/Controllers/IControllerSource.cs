namespace Graft.Kubernetes.Controllers;

/// <summary>Where a controller's keys come from, whatever the kind.</summary>
internal interface IControllerSource
{
    Task WaitUntilSyncedAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Hands keys over until disposed.</summary>
    IDisposable Connect(Action<ObjectKey, WorkPriority> enqueue);

    /// <summary>Hands over once more what a start would; nothing for kinds that are only mapped.</summary>
    void Resync(Action<ObjectKey, WorkPriority> enqueue);
}
