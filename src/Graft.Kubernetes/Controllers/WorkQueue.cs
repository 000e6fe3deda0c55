using System.Threading.Channels;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Keys that wait for work. A key waits once however often it is added, is worked on once at a time, and waits again when
/// it was added meanwhile. Retries come back with growing pauses per key, and all retries together are limited.
/// </summary>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _inWork = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, long> _due = [];
    private readonly PriorityQueue<TKey, long> _delayed = new();
    private readonly WorkQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly TokenBucket _retries;
    private readonly ITimer _timer;
    private readonly QueueMetrics<TKey>? _metrics;
    private bool _completed;

    public WorkQueue(WorkQueueOptions options, TimeProvider time, Random random)
    {
        _options = options;
        _time = time;
        _random = random;
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
                return _waiting.Count;
            }
        }
    }

    /// <summary>Makes the key ready now.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            AddLocked(key);
        }
    }

    /// <summary>Makes the key ready after a time; of several times for one key the earliest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            AddAfterLocked(key, delay);
        }
    }

    /// <summary>Makes the key ready after its next pause.</summary>
    public void AddRateLimited(TKey key)
    {
        lock (_lock)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            var backoff = Math.Min(
                _options.InitialBackoff.TotalSeconds * Math.Pow(2, Math.Min(failures, 60)),
                _options.MaximumBackoff.TotalSeconds
            );
            var delay = TimeSpan.FromSeconds(backoff * (1 + _options.Jitter * _random.NextDouble()));
            var permit = _retries.Take();
            AddAfterLocked(key, delay > permit ? delay : permit);
        }
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _failures.Remove(key);
        }
    }

    /// <summary>How often the key failed since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (_lock)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    /// <summary>The next key; <see cref="Done"/> must follow. Ends with (false, default) when the queue is completed.</summary>
    public async ValueTask<(bool Taken, TKey? Key)> TakeAsync(CancellationToken cancellationToken)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken))
        {
            lock (_lock)
            {
                if (!_completed && _ready.Reader.TryRead(out var key))
                {
                    _waiting.Remove(key);
                    _inWork.Add(key);
                    _metrics?.Taken(key);
                    return (true, key);
                }
                if (_completed)
                {
                    break;
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
            if (!_inWork.Remove(key))
            {
                return;
            }
            _metrics?.Done(key);
            if (_waiting.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Takes nothing more and gives nothing more out.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _ready.Writer.TryComplete();
        }
    }

    public void Dispose()
    {
        Complete();
        _timer.Dispose();
        _metrics?.Dispose();
    }

    private void AddLocked(TKey key)
    {
        if (_completed || !_waiting.Add(key))
        {
            return;
        }
        _metrics?.Added(key);
        if (!_inWork.Contains(key))
        {
            _ready.Writer.TryWrite(key);
        }
    }

    private void AddAfterLocked(TKey key, TimeSpan delay)
    {
        _metrics?.Retried();
        if (delay <= TimeSpan.Zero)
        {
            AddLocked(key);
            return;
        }
        var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        if (_completed || _due.TryGetValue(key, out var earlier) && earlier <= due)
        {
            return;
        }
        _due[key] = due;
        _delayed.Enqueue(key, due);
        Schedule();
    }

    private void ReleaseDue()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_delayed.TryPeek(out var key, out var due) && due <= now)
            {
                _delayed.Dequeue();
                // An entry that an earlier time has overtaken is no longer the key's own.
                if (_due.TryGetValue(key, out var current) && current == due)
                {
                    _due.Remove(key);
                    AddLocked(key);
                }
            }
            Schedule();
        }
    }

    private void Schedule()
    {
        if (_completed || !_delayed.TryPeek(out _, out var due))
        {
            return;
        }
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
        // A timer counts whole milliseconds; one too early would find nothing due and spin.
        var milliseconds = Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
