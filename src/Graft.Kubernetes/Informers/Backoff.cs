namespace Graft.Kubernetes.Informers;

/// <summary>Growing waiting times with jitter: each delay doubles up to a limit, less up to a third at random.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan maximum, Random random)
{
    private int _failures;

    public TimeSpan Next()
    {
        var exponential = initial * Math.Pow(2, Math.Min(_failures++, 30));
        var limited = exponential < maximum ? exponential : maximum;
        return limited * (1 - random.NextDouble() / 3);
    }

    public void Reset() => _failures = 0;
}
