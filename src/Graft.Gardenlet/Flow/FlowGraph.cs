namespace Graft.Gardenlet.Flow;

/// <summary>
/// Named tasks and what each must wait for. A task can only depend on tasks that were added before it, so that a graph
/// has no cycles.
/// </summary>
/// <example>
/// <code>
/// var flow = new FlowGraph("Shoot creation");
/// var deploy = flow.Add("Deploying x", client.DeployAsync, retry: FlowRetry.Default);
/// flow.Add("Waiting until x is ready", client.WaitAsync, dependsOn: [deploy], skip: hibernated ? "hibernated" : null);
/// await new FlowRunner(time).RunAsync(flow, report, cancellationToken);
/// </code>
/// </example>
internal sealed class FlowGraph(string name)
{
    private readonly List<FlowTask> _tasks = [];

    public string Name => name;

    public IReadOnlyList<FlowTask> Tasks => _tasks;

    /// <exception cref="ArgumentException">The name is taken, or a dependency is of another graph.</exception>
    public FlowTask Add(
        string task,
        Func<CancellationToken, Task> run,
        IReadOnlyList<FlowTask>? dependsOn = null,
        FlowRetry? retry = null,
        string? skip = null
    )
    {
        if (_tasks.Exists(existing => existing.Name == task))
        {
            throw new ArgumentException($"The flow \"{name}\" has a task \"{task}\" already.", nameof(task));
        }
        if (dependsOn?.FirstOrDefault(dependency => !_tasks.Contains(dependency)) is { } stranger)
        {
            throw new ArgumentException(
                $"\"{task}\" depends on \"{stranger.Name}\", which is not in the flow \"{name}\".",
                nameof(dependsOn)
            );
        }
        var added = new FlowTask
        {
            Name = task,
            Run = run,
            DependsOn = dependsOn ?? [],
            Retry = retry,
            SkipReason = skip,
        };
        _tasks.Add(added);
        return added;
    }
}
