using System.Threading.Channels;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Keys that wait for work. A key waits once however often it is added, is worked on once at a time, and waits again when
/// it was added meanwhile. Retries come back with growing pauses per key, and all retries together are limited. Keys of a
/// higher priority go first, without starving the others.
/// </summary>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    // Beyond every process's life, and far from the end of the clock's numbers.
    private const double LongestDelaySeconds = 1e9;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, WorkItem<TKey>> _items = [];
    private readonly ReadyLanes<TKey> _ready;

    // One token per key in the lanes: what takers wait for.
    private readonly Channel<bool> _tokens = Channel.CreateUnbounded<bool>();

    // An entry whose time is not its item's own any more has been overtaken.
    private readonly PriorityQueue<WorkItem<TKey>, long> _delayed = new();
    private readonly WorkQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly TokenBucket _retries;
    private readonly ITimer _timer;
    private readonly QueueMetrics<TKey>? _metrics;
    private int _waiting;
    private bool _completed;

    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public WorkQueue(WorkQueueOptions options, TimeProvider time, Random random)
    {
        if (!options.IsValid)
        {
            throw new ArgumentException($"These options of a work queue make no sense: {options}", nameof(options));
        }
        _options = options;
        _time = time;
        _random = random;
        _ready = new ReadyLanes<TKey>(options.TurnOfLowerPriority);
        _retries = new TokenBucket(options.RetriesPerSecond, options.RetryBurst, time);
        _timer = time.CreateTimer(_ => ReleaseDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _metrics = options.Name is { } name ? new QueueMetrics<TKey>(name, time, () => Count) : null;
    }

    /// <summary>Keys that are ready or in work and added again; those that wait for a time are not counted.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting;
            }
        }
    }

    /// <summary>How many keys of a priority are ready.</summary>
    public int CountOf(WorkPriority priority)
    {
        lock (_lock)
        {
            return _ready.Count(priority);
        }
    }

    /// <summary>Makes the key ready now.</summary>
    public void Add(TKey key) => Add(key, WorkPriority.Normal);

    /// <summary>Makes the key ready now; one that waits already is raised to the priority.</summary>
    public void Add(TKey key, WorkPriority priority)
    {
        lock (_lock)
        {
            if (!_completed)
            {
                AddLocked(ItemOf(key), priority);
            }
        }
    }

    /// <summary>
    /// Makes the key ready after a time; of several times for one key the earliest counts. A key in work keeps its priority.
    /// </summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            if (!_completed)
            {
                AddAfterLocked(ItemOf(key), delay);
            }
        }
    }

    /// <summary>Makes the key ready after its next pause. A key in work keeps its priority.</summary>
    public void AddRateLimited(TKey key)
    {
        lock (_lock)
        {
            if (_completed)
            {
                return;
            }
            var item = ItemOf(key);
            var backoff = Math.Min(
                _options.InitialBackoff.TotalSeconds * Math.Pow(2, Math.Min(item.Failures++, 60)),
                _options.MaximumBackoff.TotalSeconds
            );
            var delay = TimeSpan.FromSeconds(backoff * (1 + _options.Jitter * _random.NextDouble()));
            var permit = _retries.Take();
            AddAfterLocked(item, delay > permit ? delay : permit);
        }
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            if (_items.TryGetValue(key, out var item))
            {
                item.Failures = 0;
                DropIfForgettable(item);
            }
        }
    }

    /// <summary>The key becomes ready at no later time any more; one that waits already stays.</summary>
    public void Cancel(TKey key)
    {
        lock (_lock)
        {
            if (_items.TryGetValue(key, out var item))
            {
                item.Due = null;
                DropIfForgettable(item);
            }
        }
    }

    /// <summary>How often the key failed since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (_lock)
        {
            return _items.TryGetValue(key, out var item) ? item.Failures : 0;
        }
    }

    /// <summary>The next key; <see cref="Done"/> must follow. Ends with (false, default) when the queue is completed.</summary>
    public async ValueTask<(bool Taken, TKey? Key)> TakeAsync(CancellationToken cancellationToken)
    {
        while (await _tokens.Reader.WaitToReadAsync(cancellationToken))
        {
            lock (_lock)
            {
                if (_completed)
                {
                    break;
                }
                if (_tokens.Reader.TryRead(out _) && _ready.Take() is { } item)
                {
                    item.InWork = item.Waiting;
                    item.Waiting = null;
                    _waiting--;
                    _metrics?.Taken(item.Key);
                    return (true, item.Key);
                }
            }
        }
        return (false, default);
    }

    /// <summary>Work on the key has ended; it is ready again if it was added meanwhile.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (!_items.TryGetValue(key, out var item) || item.InWork is null)
            {
                return;
            }
            item.InWork = null;
            _metrics?.Done(key);
            if (item.Waiting is { } priority)
            {
                MakeReady(item, priority);
            }
            else
            {
                DropIfForgettable(item);
            }
        }
    }

    /// <summary>Takes nothing more and gives nothing more out.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _tokens.Writer.TryComplete();
        }
    }

    public void Dispose()
    {
        Complete();
        _timer.Dispose();
        _metrics?.Dispose();
    }

    private WorkItem<TKey> ItemOf(TKey key)
    {
        if (!_items.TryGetValue(key, out var item))
        {
            item = new WorkItem<TKey>(key);
            _items.Add(key, item);
        }
        return item;
    }

    private void DropIfForgettable(WorkItem<TKey> item)
    {
        if (item.IsForgettable)
        {
            _items.Remove(item.Key);
        }
    }

    private void AddLocked(WorkItem<TKey> item, WorkPriority priority)
    {
        if (item.Waiting is null)
        {
            _waiting++;
            _metrics?.Added(item.Key);
            item.Waiting = priority;
            if (item.InWork is null)
            {
                MakeReady(item, priority);
            }
        }
        else if (item.Waiting < priority)
        {
            item.Waiting = priority;
            if (item.InWork is null)
            {
                _ready.Move(item, priority);
            }
        }
    }

    private void MakeReady(WorkItem<TKey> item, WorkPriority priority)
    {
        _ready.Add(item, priority);
        _tokens.Writer.TryWrite(true);
    }

    private void AddAfterLocked(WorkItem<TKey> item, TimeSpan delay)
    {
        _metrics?.Retried();
        var priority = item.InWork ?? WorkPriority.Normal;
        if (delay <= TimeSpan.Zero)
        {
            AddLocked(item, priority);
            return;
        }
        var seconds = Math.Min(delay.TotalSeconds, LongestDelaySeconds);
        var at = _time.GetTimestamp() + (long)(seconds * _time.TimestampFrequency);
        if (item.Due is { } earlier && earlier.At <= at)
        {
            item.Due = earlier with { Priority = Higher(earlier.Priority, priority) };
            return;
        }
        item.Due = (at, Higher(item.Due?.Priority ?? priority, priority));
        _delayed.Enqueue(item, at);
        Schedule();
    }

    private static WorkPriority Higher(WorkPriority one, WorkPriority other) => one > other ? one : other;

    private void ReleaseDue()
    {
        lock (_lock)
        {
            if (_completed)
            {
                return;
            }
            var now = _time.GetTimestamp();
            while (_delayed.TryPeek(out var item, out var at) && at <= now)
            {
                _delayed.Dequeue();
                if (item.Due is { } due && due.At == at)
                {
                    item.Due = null;
                    AddLocked(item, due.Priority);
                }
            }
            Schedule();
        }
    }

    private void Schedule()
    {
        if (!_delayed.TryPeek(out _, out var at))
        {
            return;
        }
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), at);
        // A timer counts whole milliseconds; one too early would find nothing due and spin.
        var milliseconds = Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
