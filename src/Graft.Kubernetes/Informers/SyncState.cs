namespace Graft.Kubernetes.Informers;

/// <summary>Whether a cache has been filled once, and if not, why. Once filled it stays so.</summary>
internal sealed class SyncState(string kind, TimeSpan tolerance, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = New();
    private bool _isSynced;
    private string _reason = "its informer has not been started";
    private long? _refusedSince;
    private Exception? _failure;

    public bool IsSynced
    {
        get
        {
            lock (_lock)
            {
                return _isSynced;
            }
        }
    }

    /// <summary>Null once filled.</summary>
    public string? Reason
    {
        get
        {
            lock (_lock)
            {
                return _isSynced ? null : _reason;
            }
        }
    }

    public void Started() => Change("it is being listed", null);

    public void Synced()
    {
        lock (_lock)
        {
            _isSynced = true;
            _failure = null;
            Announce();
        }
    }

    /// <summary>The server cannot be reached or fails: only time can tell.</summary>
    public void Failed(Exception exception)
    {
        _refusedSince = null;
        Change(exception.Message, null);
    }

    /// <summary>The server says no; when it does for too long, waiting is over.</summary>
    public void Refused(Exception exception)
    {
        _refusedSince ??= time.GetTimestamp();
        var isOver = time.GetElapsedTime(_refusedSince.Value) >= tolerance;
        Change(exception.Message, isOver ? exception : null);
    }

    public void Ended()
    {
        const string Stopped = "its informer has been stopped";
        Change(Stopped, new OperationCanceledException(Stopped));
    }

    /// <exception cref="InformerNotSyncedException">The cache will not be filled as things stand.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_isSynced)
                {
                    return;
                }
                if (_failure is not null)
                {
                    throw NotSynced(_failure);
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <exception cref="InformerNotSyncedException">The same, or the time is over.</exception>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await WaitAsync(both.Token);
        }
        catch (OperationCanceledException exception)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw NotSynced(exception, $" within {timeout.TotalSeconds} s");
        }
    }

    private InformerNotSyncedException NotSynced(Exception inner, string limit = "") =>
        new($"the cache of kind {kind} was not filled{limit}: {Reason}", inner);

    private void Change(string reason, Exception? failure)
    {
        lock (_lock)
        {
            _reason = reason;
            _failure = failure;
            Announce();
        }
    }

    private void Announce()
    {
        _changed.SetResult();
        _changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
