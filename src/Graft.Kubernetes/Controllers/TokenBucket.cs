namespace Graft.Kubernetes.Controllers;

/// <summary>Says how long to wait for the next permit. Permits may be taken ahead; the wait then grows.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private double _available = burst;
    private long _updated = time.GetTimestamp();

    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _available = Math.Min(burst, _available + time.GetElapsedTime(_updated, now).TotalSeconds * perSecond);
        _updated = now;
        _available -= 1;
        return _available >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_available / perSecond);
    }
}
