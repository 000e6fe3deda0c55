namespace Graft.Kubernetes.Controllers;

/// <summary>Permits that come back at a steady rate, up to a burst. Its owner locks.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private double _available = burst;
    private long _updated = time.GetTimestamp();

    /// <summary>Takes a permit, ahead if need be, and says how long to wait for it.</summary>
    public TimeSpan Take()
    {
        Refill();
        _available -= 1;
        return _available >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_available / perSecond);
    }

    /// <summary>Takes a permit if there is one.</summary>
    public bool TryTake()
    {
        Refill();
        if (_available < 1)
        {
            return false;
        }
        _available -= 1;
        return true;
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _available = Math.Min(burst, _available + time.GetElapsedTime(_updated, now).TotalSeconds * perSecond);
        _updated = now;
    }
}
