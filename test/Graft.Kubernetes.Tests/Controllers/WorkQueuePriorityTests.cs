using Graft.Kubernetes.Controllers;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Controllers;

public sealed class WorkQueuePriorityTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueuePriorityTests() =>
        _queue = new WorkQueue<string>(
            new WorkQueueOptions
            {
                Jitter = 0,
                InitialBackoff = TimeSpan.FromSeconds(1),
                TurnOfLowerPriority = 3,
            },
            _time,
            new Random(1)
        );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Higher_priorities_go_first_and_of_one_priority_the_oldest()
    {
        _queue.Add("low", WorkPriority.Low);
        _queue.Add("first");
        _queue.Add("second");
        _queue.Add("high", WorkPriority.High);

        Assert.Equal(["high", "first", "second", "low"], await TakeAsync(4));
    }

    [Fact]
    public async Task A_waiting_key_is_raised_by_a_real_event_and_never_lowered()
    {
        _queue.Add("a", WorkPriority.Low);
        _queue.Add("b", WorkPriority.Low);
        _queue.Add("b");
        _queue.Add("b", WorkPriority.Low);

        Assert.Equal((1, 1), (_queue.CountOf(WorkPriority.Low), _queue.CountOf(WorkPriority.Normal)));
        Assert.Equal(["b", "a"], await TakeAsync(2));
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_key_added_again_while_in_work_waits_with_the_highest_priority_of_the_additions()
    {
        _queue.Add("a");
        await TakeAsync(1);
        _queue.Add("a", WorkPriority.Low);
        _queue.Add("a", WorkPriority.High);
        _queue.Add("b");

        _queue.Done("a");

        Assert.Equal(["a", "b"], await TakeAsync(2));
    }

    [Fact]
    public async Task Retries_and_requeues_keep_the_priority_that_the_key_was_taken_with()
    {
        _queue.Add("failing", WorkPriority.Low);
        _queue.Add("requeued", WorkPriority.Low);
        await TakeAsync(2);
        _queue.AddRateLimited("failing");
        _queue.AddAfter("requeued", TimeSpan.FromSeconds(1));
        _queue.Done("failing");
        _queue.Done("requeued");

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, _queue.CountOf(WorkPriority.Low));
    }

    [Fact]
    public async Task However_many_changes_there_are_lower_priorities_get_their_turn()
    {
        _queue.Add("start-1", WorkPriority.Low);
        _queue.Add("start-2", WorkPriority.Low);
        var taken = new List<string>();
        for (var change = 0; change < 8; change++)
        {
            _queue.Add($"change-{change}");
            _queue.Add($"more-{change}");
            taken.AddRange(await TakeAsync(1));
        }

        Assert.Equal(3, taken.IndexOf("start-1"));
        Assert.Equal(7, taken.IndexOf("start-2"));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        foreach (
            var options in (WorkQueueOptions[])
                [
                    new() { RetriesPerSecond = 0 },
                    new() { RetryBurst = 0 },
                    new() { TurnOfLowerPriority = 0 },
                    new() { Jitter = -1 },
                    new() { MaximumBackoff = TimeSpan.FromMilliseconds(1) },
                ]
        )
        {
            Assert.Throws<ArgumentException>(() => new WorkQueue<string>(options, _time, new Random(1)));
        }
    }

    [Fact]
    public async Task A_time_beyond_all_measure_does_not_overflow()
    {
        _queue.AddAfter("a", TimeSpan.MaxValue);
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["a"], await TakeAsync(1));
    }

    private async Task<IReadOnlyList<string>> TakeAsync(int count)
    {
        var taken = new List<string>();
        for (var i = 0; i < count; i++)
        {
            taken.Add((await _queue.TakeAsync(Cancel)).Key!);
        }
        return taken;
    }
}
