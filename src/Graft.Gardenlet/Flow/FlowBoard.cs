namespace Graft.Gardenlet.Flow;

/// <summary>The state of all tasks of one run. Reports leave it one at a time and in order.</summary>
internal sealed class FlowBoard
{
    private readonly Lock _lock = new();
    private readonly string _flow;
    private readonly Action<FlowProgress> _report;
    private readonly TimeProvider _time;
    private readonly List<string> _order;
    private readonly Dictionary<string, FlowTaskProgress> _tasks;
    private readonly Dictionary<string, FlowTaskError> _errors = new(StringComparer.Ordinal);

    public FlowBoard(FlowGraph flow, Action<FlowProgress> report, TimeProvider time)
    {
        _flow = flow.Name;
        _report = report;
        _time = time;
        _order = [.. flow.Tasks.Select(task => task.Name)];
        _tasks = flow.Tasks.ToDictionary(task => task.Name, Pending, StringComparer.Ordinal);
        Report(null);
    }

    /// <summary>In the order of the flow's tasks, so that a repeated run that fails alike reads alike.</summary>
    public IReadOnlyList<FlowTaskError> Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. _order.Where(_errors.ContainsKey).Select(name => _errors[name])];
            }
        }
    }

    public void Running(FlowTask task) =>
        Change(
            task,
            now =>
                now with
                {
                    State = FlowTaskState.Running,
                    Attempts = now.Attempts + 1,
                    Started = now.Started ?? _time.GetUtcNow(),
                }
        );

    public void Retrying(FlowTask task, Exception exception) =>
        Change(task, now => now with { Message = new FlowTaskError(task.Name, exception).Reason });

    public void Succeeded(FlowTask task) =>
        Change(task, now => now with { State = FlowTaskState.Succeeded, Message = null, Ended = _time.GetUtcNow() });

    public void Skipped(FlowTask task, string reason) =>
        Change(task, now => now with { State = FlowTaskState.Skipped, Message = reason, Ended = _time.GetUtcNow() });

    public void Failed(FlowTask task, Exception exception, bool isError)
    {
        var error = new FlowTaskError(task.Name, exception);
        lock (_lock)
        {
            if (isError)
            {
                _errors[task.Name] = error;
            }
            Change(
                task,
                now => now with { State = FlowTaskState.Failed, Message = error.Reason, Ended = _time.GetUtcNow() }
            );
        }
    }

    private void Change(FlowTask task, Func<FlowTaskProgress, FlowTaskProgress> change)
    {
        lock (_lock)
        {
            var changed = change(_tasks[task.Name]);
            _tasks[task.Name] = changed;
            Report(changed);
        }
    }

    private void Report(FlowTaskProgress? changed) =>
        _report(
            new FlowProgress
            {
                Flow = _flow,
                Tasks = [.. _order.Select(name => _tasks[name])],
                Changed = changed,
            }
        );

    private static FlowTaskProgress Pending(FlowTask task) =>
        new()
        {
            Task = task.Name,
            State = FlowTaskState.Pending,
            DependsOn = [.. task.DependsOn.Select(dependency => dependency.Name)],
        };
}
