using Graft.Kubernetes.Controllers;

namespace Graft.Kubernetes.Tests.Controllers;

/// <summary>What a work queue must do, written as plainly as possible: without lanes, tokens, heaps or locks.</summary>
internal sealed class WorkQueueModel
{
    private readonly Dictionary<int, (WorkPriority Priority, long Since)> _waiting = [];
    private readonly Dictionary<int, (int At, WorkPriority Priority)> _due = [];
    private readonly Dictionary<int, int> _failures = [];
    private long _sequence;
    private int _now;

    public Dictionary<int, WorkPriority> InWork { get; } = [];

    /// <summary>Where a waiting key stands; keys that a time released together stand alike.</summary>
    public (WorkPriority Priority, long Since) PlaceOf(int key) => _waiting[key];

    public int Count => _waiting.Count;

    public bool HasDue => _due.Count > 0;

    /// <summary>What may be taken, best first.</summary>
    public IEnumerable<int> Ready =>
        _waiting
            .Where(entry => !InWork.ContainsKey(entry.Key))
            .OrderByDescending(entry => entry.Value.Priority)
            .ThenBy(entry => entry.Value.Since)
            .Select(entry => entry.Key);

    public void Add(int key, WorkPriority priority) => Add(key, priority, _sequence++);

    public void AddAfter(int key, int seconds)
    {
        var priority = InWork.TryGetValue(key, out var own) ? own : WorkPriority.Normal;
        if (seconds == 0)
        {
            Add(key, priority);
            return;
        }
        var at = _now + seconds;
        _due[key] = _due.TryGetValue(key, out var due)
            ? (Math.Min(due.At, at), due.Priority > priority ? due.Priority : priority)
            : (at, priority);
    }

    public void AddRateLimited(int key)
    {
        var failures = _failures.GetValueOrDefault(key);
        _failures[key] = failures + 1;
        AddAfter(key, Math.Min(1 << failures, 8));
    }

    public void Forget(int key) => _failures.Remove(key);

    public void Cancel(int key) => _due.Remove(key);

    public int Failures(int key) => _failures.GetValueOrDefault(key);

    public void Advance(int seconds)
    {
        for (var end = _now + seconds; _now < end; )
        {
            _now++;
            foreach (var (key, due) in _due.Where(entry => entry.Value.At <= _now).ToList())
            {
                _due.Remove(key);
                Add(key, due.Priority, _sequence);
            }
            _sequence++;
        }
    }

    public void Take(int key)
    {
        InWork.Add(key, _waiting[key].Priority);
        _waiting.Remove(key);
    }

    public void Done(int key)
    {
        if (InWork.Remove(key) && _waiting.TryGetValue(key, out var waiting))
        {
            _waiting[key] = (waiting.Priority, _sequence++);
        }
    }

    private void Add(int key, WorkPriority priority, long since)
    {
        if (!_waiting.TryGetValue(key, out var waiting) || waiting.Priority < priority)
        {
            _waiting[key] = (priority, since);
        }
    }
}
