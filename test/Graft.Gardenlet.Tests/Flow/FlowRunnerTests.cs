using Graft.Gardenlet.Flow;
using Graft.Kubernetes.Controllers;
using Graft.Testing;

namespace Graft.Gardenlet.Tests.Flow;

public class FlowRunnerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<FlowProgress> _reports = [];
    private readonly FlowGraph _flow = new("Test");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_starts_when_all_that_it_depends_on_is_done()
    {
        var order = new List<string>();
        var gate = new TaskCompletionSource();
        var first = _flow.Add("first", _ => gate.Task);
        var second = _flow.Add("second", Note("second"));
        _flow.Add("third", Note("third"), dependsOn: [first, second]);

        var run = RunAsync();
        await WaitForAsync(() => order.Count == 1);
        Assert.False(run.IsCompleted);
        gate.SetResult();
        await run;

        Assert.Equal(["second", "third"], order);
        Assert.Equal(100, _reports[^1].Percent);

        Func<CancellationToken, Task> Note(string name) =>
            _ =>
            {
                lock (order)
                {
                    order.Add(name);
                }
                return Task.CompletedTask;
            };
    }

    [Fact]
    public async Task Independent_tasks_run_at_the_same_time()
    {
        var (a, b) = (new TaskCompletionSource(), new TaskCompletionSource());
        _flow.Add("a", _ => Meet(a, b));
        _flow.Add("b", _ => Meet(b, a));

        await RunAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        static Task Meet(TaskCompletionSource mine, TaskCompletionSource other)
        {
            mine.SetResult();
            return other.Task;
        }
    }

    [Fact]
    public async Task A_failure_keeps_back_only_what_depends_on_it_and_all_failures_are_reported()
    {
        var ran = false;
        var bad = _flow.Add("bad", _ => throw new CodedException("no quota", ["ERR_INFRA_QUOTA_EXCEEDED"]));
        _flow.Add("behind", _ => Task.CompletedTask, dependsOn: [bad]);
        var good = _flow.Add("good", _ => Task.CompletedTask);
        _flow.Add(
            "worse",
            async _ =>
            {
                ran = true;
                await Task.WhenAll(Task.FromException(new InvalidOperationException("broken")));
            },
            dependsOn: [good]
        );

        var exception = await Assert.ThrowsAsync<FlowException>(RunAsync);

        Assert.True(ran);
        Assert.Equal(["bad", "worse"], exception.Errors.Select(error => error.Task));
        Assert.Equal(["ERR_INFRA_QUOTA_EXCEEDED"], exception.Errors[0].Codes);
        Assert.Equal(
            "flow \"Test\" encountered task errors: [task \"bad\" failed: no quota, task \"worse\" failed: broken]",
            exception.Message
        );
        Assert.Equal(FlowTaskState.Pending, Last("behind").State);
        Assert.Equal(FlowTaskState.Failed, Last("bad").State);
        Assert.Equal("no quota", Last("bad").Message);
    }

    [Fact]
    public async Task A_task_is_repeated_every_interval_until_it_succeeds()
    {
        var attempts = 0;
        _flow.Add(
            "flaky",
            _ => ++attempts < 3 ? Task.FromException(new IOException($"no. {attempts}")) : Task.CompletedTask,
            retry: FlowRetry.Default
        );

        var run = RunAsync();
        foreach (var expected in new[] { 1, 2 })
        {
            await WaitForAsync(() => _reports[^1].Changed is { Message: not null } now && now.Attempts == expected);
            Assert.Equal($"no. {expected}", _reports[^1].Changed!.Message);
            await WaitForAsync(() => _time.PendingTimers == 2);
            _time.Advance(TimeSpan.FromSeconds(5));
        }
        await run;

        Assert.Equal(3, Last("flaky").Attempts);
        Assert.Null(Last("flaky").Message);
        Assert.Equal(TimeSpan.FromSeconds(10), Last("flaky").Ended - Last("flaky").Started);
    }

    [Fact]
    public async Task Repetition_ends_with_the_last_error_when_the_time_is_over()
    {
        var attempts = 0;
        _flow.Add("bad", _ => Task.FromException(new IOException($"no. {++attempts}")), retry: FlowRetry.Default);

        var run = RunAsync();
        while (!run.IsCompleted)
        {
            await WaitForAsync(() => run.IsCompleted || _time.PendingTimers == 2);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        var exception = await Assert.ThrowsAsync<FlowException>(() => run);
        Assert.Equal(6, attempts);
        Assert.Equal("no. 6", exception.Errors[0].Reason);
    }

    [Fact]
    public async Task A_hanging_attempt_is_cut_off_at_the_timeout_and_a_terminal_one_is_not_repeated()
    {
        _flow.Add("hanging", token => Task.Delay(Timeout.Infinite, token), retry: FlowRetry.Default);
        _flow.Add("hopeless", _ => throw new TerminalException("never"), retry: FlowRetry.Default);

        var run = RunAsync();
        await WaitForAsync(() => Last("hopeless").State == FlowTaskState.Failed);
        Assert.Equal(1, Last("hopeless").Attempts);
        await WaitForAsync(() => Last("hanging").State == FlowTaskState.Running);
        _time.Advance(TimeSpan.FromSeconds(30));

        var exception = await Assert.ThrowsAsync<FlowException>(() => run);
        Assert.Equal(["hanging", "hopeless"], exception.Errors.Select(error => error.Task));
    }

    [Fact]
    public async Task A_skipped_task_does_not_run_and_holds_nothing_back()
    {
        var ran = false;
        var skipped = _flow.Add("skipped", _ => throw new IOException("ran"), skip: "hibernated");
        _flow.Add("next", _ => Task.FromResult(ran = true), dependsOn: [skipped]);

        await RunAsync();

        Assert.True(ran);
        Assert.Equal((FlowTaskState.Skipped, "hibernated"), (Last("skipped").State, Last("skipped").Message));
    }

    [Fact]
    public async Task Cancellation_ends_running_tasks_and_starts_no_others()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = _flow.Add("waiting", token => Task.Delay(Timeout.Infinite, token));
        _flow.Add("next", _ => Task.CompletedTask, dependsOn: [waiting]);

        var run = new FlowRunner(_time).RunAsync(_flow, Record, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(FlowTaskState.Pending, Last("next").State);
    }

    [Fact]
    public async Task Reports_show_all_tasks_from_the_start_and_what_is_running()
    {
        var gate = new TaskCompletionSource();
        var first = _flow.Add("Planting", _ => gate.Task);
        _flow.Add("Watering", _ => Task.CompletedTask, dependsOn: [first]);

        var run = RunAsync();
        await WaitForAsync(() => Last("Planting").State == FlowTaskState.Running);

        Assert.Null(_reports[0].Changed);
        Assert.All(_reports[0].Tasks, task => Assert.Equal(FlowTaskState.Pending, task.State));
        Assert.Equal(["Planting"], _reports[0].Tasks[1].DependsOn);
        Assert.Equal((0, "Planting"), (_reports[^1].Percent, _reports[^1].Description));
        gate.SetResult();
        await run;
        Assert.Contains(_reports, report => report is { Percent: 50, Description: "Watering" });
    }

    [Fact]
    public void A_name_can_be_used_once_and_dependencies_must_be_of_the_same_graph()
    {
        _flow.Add("a", _ => Task.CompletedTask);
        var stranger = new FlowGraph("Other").Add("b", _ => Task.CompletedTask);

        Assert.Throws<ArgumentException>(() => _flow.Add("a", _ => Task.CompletedTask));
        Assert.Throws<ArgumentException>(() => _flow.Add("c", _ => Task.CompletedTask, dependsOn: [stranger]));
    }

    private Task RunAsync() => new FlowRunner(_time).RunAsync(_flow, Record, Cancellation);

    private void Record(FlowProgress progress)
    {
        lock (_reports)
        {
            _reports.Add(progress);
        }
    }

    private FlowTaskProgress Last(string task)
    {
        lock (_reports)
        {
            return _reports[^1].Tasks.Single(item => item.Task == task);
        }
    }

    private async Task WaitForAsync(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            lock (_reports)
            {
                if (condition())
                {
                    return;
                }
            }
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
