using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>
/// One handler and the events that wait for it. Events are delivered in order, one at a time, on the thread pool: a slow
/// or throwing handler delays nobody else.
/// </summary>
internal sealed partial class Subscription<T>(
    string kind,
    Action<InformerEvent<T>> handler,
    Action<Subscription<T>> onDispose,
    ILogger logger
) : IThreadPoolWorkItem, IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Queue<InformerEvent<T>> _waiting = [];
    private bool _delivering;
    private bool _disposed;

    public void Post(InformerEvent<T> change)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            _waiting.Enqueue(change);
            if (_delivering)
            {
                return;
            }
            _delivering = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        while (TryTake(out var change))
        {
            try
            {
                handler(change);
            }
            catch (Exception exception)
            {
                // A handler belongs to somebody else; its fault must not end the deliveries.
                Log.HandlerFailed(logger, exception, kind, change.Key);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _waiting.Clear();
        }
        onDispose(this);
    }

    private bool TryTake(out InformerEvent<T> change)
    {
        lock (_lock)
        {
            _delivering = _waiting.TryDequeue(out change!);
            return _delivering;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A handler failed on {Kind} {Key}.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string kind, ObjectKey key);
    }
}
