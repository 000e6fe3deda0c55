using System.Diagnostics;
using Graft.Bench.Load;

namespace Graft.Bench.Admission;

/// <summary>
/// Sends at a fixed rate whatever happens to earlier requests, and counts from when a request was due: what waits for a slow
/// server counts as slow.
/// </summary>
internal static class OpenLoop
{
    public static async Task<LoadResult> RunAsync(
        int rate,
        TimeSpan duration,
        Func<int, Task<bool>> send,
        CancellationToken cancellationToken
    )
    {
        var count = (int)(rate * duration.TotalSeconds);
        var latencies = new Latencies();
        var failures = new Failures();
        var pending = new Task[count];
        var started = Stopwatch.GetTimestamp();
        // A thread of its own, that nobody blocks a thread of the pool for: on one core the pool has only one to begin with.
        var paced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            Pace();
            paced.SetResult();
        }).Start();
        await paced.Task;
        var spent = Stopwatch.GetElapsedTime(started);
        await Task.WhenAll(pending.Where(task => task is not null));
        return new LoadResult(pending.Count(task => task is not null), latencies, failures, spent);

        void Pace()
        {
            for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
            {
                var due = TimeSpan.FromSeconds((double)i / rate);
                while (Stopwatch.GetElapsedTime(started) < due)
                {
                    Thread.Sleep(1);
                }
                var number = i;
                pending[i] = Task.Run(() => MeasureAsync(number, due), CancellationToken.None);
            }
        }

        async Task MeasureAsync(int number, TimeSpan due)
        {
            try
            {
                if (!await send(number))
                {
                    failures.Add("wrong answer");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                failures.Add(exception.InnerException?.Message ?? exception.Message);
            }
            latencies.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
        }
    }
}
