using Graft.Kubernetes.Controllers;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Controllers;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = Queue(new WorkQueueOptions { Jitter = 0 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_waits_once_however_often_it_is_added()
    {
        _queue.Add("a");
        _queue.Add("b");
        _queue.Add("a");

        Assert.Equal(2, _queue.Count);
        Assert.Equal("a", await TakeAsync());
        Assert.Equal("b", await TakeAsync());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_key_added_while_in_work_is_ready_again_once_the_work_is_done()
    {
        _queue.Add("a");
        await TakeAsync();

        _queue.Add("a");
        _queue.Add("a");
        var next = _queue.TakeAsync(Cancel).AsTask();
        Assert.False(next.IsCompleted);
        _queue.Done("a");

        Assert.Equal((true, "a"), await next);
        _queue.Done("a");
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Pauses_double_per_key_up_to_the_limit_and_begin_anew_when_forgotten()
    {
        using var queue = Queue(
            new WorkQueueOptions
            {
                Jitter = 0,
                InitialBackoff = TimeSpan.FromSeconds(1),
                MaximumBackoff = TimeSpan.FromSeconds(5),
            }
        );
        foreach (var seconds in (int[])[1, 2, 4, 5, 5])
        {
            queue.AddRateLimited("a");
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, queue.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal((true, "a"), await queue.TakeAsync(Cancel));
            queue.Done("a");
        }
        Assert.Equal(5, queue.Failures("a"));

        queue.Forget("a");
        queue.AddRateLimited("a");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void All_retries_together_are_limited()
    {
        using var queue = Queue(
            new WorkQueueOptions
            {
                Jitter = 0,
                InitialBackoff = TimeSpan.FromMilliseconds(1),
                RetriesPerSecond = 2,
                RetryBurst = 3,
            }
        );
        for (var i = 0; i < 7; i++)
        {
            queue.AddRateLimited($"key-{i}");
        }

        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(3, queue.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, queue.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, queue.Count);
    }

    [Fact]
    public async Task Of_several_times_for_a_key_the_earliest_counts_and_it_counts_once()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _queue.AddAfter("a", TimeSpan.FromSeconds(20));

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("a", await TakeAsync());
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_time_that_was_asked_for_is_kept_when_an_event_comes_first()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.Add("a");
        Assert.Equal("a", await TakeAsync());
        _queue.Done("a");

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("a", await TakeAsync());
    }

    [Fact]
    public async Task A_completed_queue_gives_nothing_out()
    {
        _queue.Add("a");
        var waiting = Queue(new WorkQueueOptions());
        var take = waiting.TakeAsync(Cancel).AsTask();

        _queue.Complete();
        waiting.Complete();
        _queue.Add("b");

        Assert.False((await _queue.TakeAsync(Cancel)).Taken);
        Assert.False((await take).Taken);
        waiting.Dispose();
    }

    [Fact]
    public async Task Under_load_no_key_is_in_work_twice_and_none_is_forgotten()
    {
        var random = new Random(7);
        var inWork = new int[8];
        var handled = new int[8];
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), TimeProvider.System, random);
        var workers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(
                    async () =>
                    {
                        while (await queue.TakeAsync(CancellationToken.None) is (true, var key))
                        {
                            Assert.Equal(1, Interlocked.Increment(ref inWork[key]));
                            await Task.Yield();
                            handled[key]++;
                            Interlocked.Decrement(ref inWork[key]);
                            queue.Done(key);
                        }
                    },
                    Cancel
                )
            )
            .ToList();
        for (var i = 0; i < 20_000; i++)
        {
            queue.Add(i % 8);
        }
        await Eventually.TrueAsync(() => queue.Count == 0);
        var before = handled.ToArray();
        for (var key = 0; key < 8; key++)
        {
            queue.Add(key);
        }
        await Eventually.TrueAsync(() => queue.Count == 0);
        queue.Complete();
        await Task.WhenAll(workers);

        // What was added last, when nothing was in work, has been worked on after that.
        Assert.All(Enumerable.Range(0, 8), key => Assert.True(handled[key] > 0 && handled[key] >= before[key]));
    }

    private WorkQueue<string> Queue(WorkQueueOptions options) => new(options, _time, new Random(1));

    private async Task<string?> TakeAsync() => (await _queue.TakeAsync(Cancel)).Key;
}
