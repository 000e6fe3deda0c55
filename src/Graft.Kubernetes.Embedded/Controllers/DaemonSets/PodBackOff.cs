namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>
/// How long a failed daemon pod stays before it is replaced: one second for the first of a node, twice as long for each that
/// follows, fifteen minutes at most. A node that had none for twice that time starts anew.
/// </summary>
internal sealed class PodBackOff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Dictionary<(string Set, string Node), (TimeSpan Delay, DateTimeOffset Until)> _delays = [];
    private readonly Lock _lock = new();

    /// <summary>How long the next replacement still has to wait; null when it may come now, which is then counted.</summary>
    public TimeSpan? Next(string setUid, string node)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Forget(now);
            var key = (setUid, node);
            if (!_delays.TryGetValue(key, out var last))
            {
                _delays[key] = (First, now + First);
                return null;
            }
            if (now < last.Until)
            {
                return last.Until - now;
            }
            var delay = last.Delay * 2 < Longest ? last.Delay * 2 : Longest;
            _delays[key] = (delay, now + delay);
            return null;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, last) in _delays)
        {
            if (now - last.Until > Longest * 2)
            {
                _delays.Remove(key);
            }
        }
    }
}
