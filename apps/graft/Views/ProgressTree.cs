using System.Diagnostics;
using Graft.Landscape.Progress;

namespace Graft.Cli.Views;

/// <summary>All work reported so far, in the order in which it was first named. Safe for any thread.</summary>
internal sealed class ProgressTree
{
    private readonly Lock _lock = new();
    private readonly List<Group> _groups = [];

    public void Apply(ProgressUpdate update)
    {
        lock (_lock)
        {
            var group = _groups.Find(group => group.Name == update.Group);
            if (group is null)
            {
                group = new Group(update.Group, []);
                _groups.Add(group);
            }
            var index = group.Items.FindIndex(item => item.Name == update.Item);
            var started = index >= 0 ? group.Items[index].Started : null;
            var restarts = update.State == ProgressState.Running && (index < 0 || IsOver(group.Items[index].State));
            var now = Stopwatch.GetTimestamp();
            var item = new Item(
                update.Item,
                update.State,
                update.Detail,
                restarts || (started is null && update.State != ProgressState.Pending) ? now : started,
                IsOver(update.State) ? now : null
            );
            if (index >= 0)
            {
                group.Items[index] = item;
            }
            else
            {
                group.Items.Add(item);
            }
        }
    }

    public IReadOnlyList<Group> Snapshot()
    {
        lock (_lock)
        {
            return [.. _groups.Select(group => group with { Items = [.. group.Items] })];
        }
    }

    private static bool IsOver(ProgressState state) =>
        state is ProgressState.Succeeded or ProgressState.Failed or ProgressState.Skipped;

    /// <summary>The landscape or a Shoot, with its work.</summary>
    internal sealed record Group(string Name, List<Item> Items);

    /// <summary>One piece of work; times are timestamps of <see cref="Stopwatch"/>.</summary>
    internal sealed record Item(string Name, ProgressState State, string? Detail, long? Started, long? Ended)
    {
        public TimeSpan? Elapsed =>
            Started is { } start ? Stopwatch.GetElapsedTime(start, Ended ?? Stopwatch.GetTimestamp()) : null;
    }
}
