using System.Threading.Channels;
using Graft.Gardenlet.Flow;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// Passes the progress of a flow on at a bounded rate: the newest at once, then nothing for a while, then again the newest.
/// </summary>
internal sealed class ProgressWriter : IAsyncDisposable
{
    private readonly Channel<FlowProgress> _newest = Channel.CreateBounded<FlowProgress>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
    );
    private readonly CancellationTokenSource _stop;
    private readonly Task _writing;

    /// <param name="write">Must deal with its own failures.</param>
    /// <param name="interval">Least time between two writes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the writing early.</param>
    public ProgressWriter(
        Func<FlowProgress, CancellationToken, Task> write,
        TimeSpan interval,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A write that has begun is let finish: one that is cut off could still arrive, after those that follow it.
        _writing = WriteAsync(progress => write(progress, cancellationToken), interval, time, _stop.Token);
    }

    public void Report(FlowProgress progress) => _newest.Writer.TryWrite(progress);

    /// <summary>Returns when nothing is being written any more; what was not written yet is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        _newest.Writer.TryComplete();
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WriteAsync(
        Func<FlowProgress, Task> write,
        TimeSpan interval,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await foreach (var progress in _newest.Reader.ReadAllAsync(cancellationToken))
        {
            await write(progress);
            await Task.Delay(interval, time, cancellationToken);
        }
    }
}
