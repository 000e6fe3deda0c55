namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// The recent changes of one kind. Watchers read it at their own pace: each keeps only a position, so that a slow one
/// costs no memory, and one that falls behind what is kept is told so.
/// </summary>
/// <param name="capacity">How many changes are kept at most.</param>
/// <param name="bytes">How many bytes the objects of these changes take at most; the last change is always kept.</param>
/// <param name="floor">The resource version from which on all changes come here.</param>
internal sealed class WatchLog(int capacity, long bytes, long floor)
{
    /// <summary>A watcher that is slow holds no more than these beyond what is kept.</summary>
    private const int ReadLimit = 64;

    private readonly Lock _lock = new();
    private StoreEvent?[] _ring = new StoreEvent?[16];
    private long _first;
    private long _end;
    private long _kept;
    private long _floor = floor;
    private TaskCompletionSource _appended = NewSignal();

    public void Append(StoreEvent change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            var size = change.Object.Json.Length;
            while (_end > _first && (_end - _first == capacity || _kept + size > bytes))
            {
                Forget();
            }
            if (_end - _first == _ring.Length)
            {
                Grow();
            }
            _ring[_end % _ring.Length] = change;
            _end++;
            _kept += size;
            signal = _appended;
            _appended = NewSignal();
        }
        signal.SetResult();
    }

    /// <summary>A position from which every change after a resource version is seen; null when some are forgotten.</summary>
    public long? Open(long resourceVersion)
    {
        lock (_lock)
        {
            return resourceVersion < _floor ? null : _first;
        }
    }

    /// <summary>Every change after a resource version, oldest first; null when some are forgotten.</summary>
    public IReadOnlyList<StoreEvent>? Since(long resourceVersion)
    {
        lock (_lock)
        {
            if (resourceVersion < _floor)
            {
                return null;
            }
            var changes = new List<StoreEvent>();
            for (var position = _first; position < _end; position++)
            {
                var change = _ring[position % _ring.Length]!;
                if (change.ResourceVersion > resourceVersion)
                {
                    changes.Add(change);
                }
            }
            return changes;
        }
    }

    /// <summary>The position of what comes next.</summary>
    public long End
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>
    /// Copies the changes from a position on, a limited number at a time, and moves it; false when some of them are
    /// forgotten. The task completes when there may be more than could be read up to the end.
    /// </summary>
    public bool TryRead(ref long position, List<StoreEvent> into, out Task more)
    {
        lock (_lock)
        {
            more = _appended.Task;
            if (position < _first)
            {
                return false;
            }
            for (var end = Math.Min(_end, position + ReadLimit); position < end; position++)
            {
                into.Add(_ring[position % _ring.Length]!);
            }
            return true;
        }
    }

    private void Forget()
    {
        ref var oldest = ref _ring[_first % _ring.Length];
        _floor = oldest!.ResourceVersion;
        _kept -= oldest.Object.Json.Length;
        oldest = null;
        _first++;
    }

    private void Grow()
    {
        var larger = new StoreEvent?[Math.Min(_ring.Length * 4, capacity)];
        for (var position = _first; position < _end; position++)
        {
            larger[position % larger.Length] = _ring[position % _ring.Length];
        }
        _ring = larger;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
