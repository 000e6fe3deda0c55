namespace Graft.Bench.Load;

/// <summary>Spreads numbered operations over workers.</summary>
internal static class Parallelism
{
    /// <summary>Each worker takes the next number until all are done.</summary>
    public static Task ForAsync(int workers, int count, Func<int, Task> operation, CancellationToken cancellationToken)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(RunAsync, cancellationToken)));

        async Task RunAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await operation(i);
            }
        }
    }
}
