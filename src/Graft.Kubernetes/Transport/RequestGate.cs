using Graft.Kubernetes.Controllers;

namespace Graft.Kubernetes.Transport;

/// <summary>Keeps a client's requests within its rate.</summary>
internal sealed class RequestGate(ClientRateLimit limit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TokenBucket _bucket = new(limit.QueriesPerSecond, limit.Burst, time);

    /// <summary>Waits for the request's turn, and says how long that took.</summary>
    public async Task<TimeSpan> PassAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (_lock)
        {
            pause = _bucket.Take();
        }
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time, cancellationToken);
        }
        return pause;
    }
}
