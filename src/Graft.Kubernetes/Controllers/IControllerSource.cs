namespace Graft.Kubernetes.Controllers;

/// <summary>Where a controller's keys come from, whatever the kind.</summary>
internal interface IControllerSource
{
    Task WaitUntilSyncedAsync(CancellationToken cancellationToken);

    /// <summary>Hands keys over until disposed.</summary>
    IDisposable Connect(Action<ObjectKey> enqueue);
}
