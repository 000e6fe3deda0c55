using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>
/// Works off keys one after the other, each once however often it was added meanwhile. What fails is tried again, later
/// each time.
/// </summary>
internal sealed class KeyLoop<TKey>(
    string name,
    Func<TKey, CancellationToken, Task> reconcile,
    TimeProvider time,
    ILogger logger
) : IAsyncDisposable
    where TKey : notnull
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly Channel<TKey> _keys = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(() => RunAsync(_stopping.Token));

    /// <summary>Quick enough to be called while the store commits.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_waiting.Add(key))
            {
                return;
            }
        }
        _keys.Writer.TryWrite(key);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _keys.Writer.TryComplete();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var key in _keys.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            lock (_lock)
            {
                _waiting.Remove(key);
            }
            await ReconcileAsync(key, cancellationToken);
        }
    }

    private async Task ReconcileAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            await reconcile(key, cancellationToken);
            _failures.Remove(key);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The cluster stops; what is left is found again at the next start.
        }
        catch (Exception exception)
        {
            // One object's failure must not stop the others.
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            KeyLoopLog.Failed(logger, name, key.ToString() ?? "", failures, exception);
            _ = AddLaterAsync(key, failures, cancellationToken);
        }
    }

    private async Task AddLaterAsync(TKey key, int failures, CancellationToken cancellationToken)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(failures - 1, 12));
        try
        {
            await Task.Delay(delay < LongestDelay ? delay : LongestDelay, time, cancellationToken);
            Add(key);
        }
        catch (OperationCanceledException)
        {
            // The cluster stops.
        }
    }
}
