using Graft.Gardenlet.Flow;
using Graft.Gardenlet.Shoots;
using Graft.Landscape.Progress;

namespace Graft.Landscape.Components;

/// <summary>Tells a user of a flow what changed in it.</summary>
internal sealed class FlowProgressReport(IProgress<ProgressUpdate> progress)
{
    public void Report(ShootProgress change)
    {
        var group = change.Shoot.ToString();
        if (change.Progress.Changed is { } changed)
        {
            Report(group, changed);
            return;
        }
        foreach (var task in change.Progress.Tasks)
        {
            Report(group, task);
        }
    }

    private void Report(string group, FlowTaskProgress task) =>
        progress.Report(new ProgressUpdate(group, task.Task, StateOf(task.State), task.Message));

    private static ProgressState StateOf(FlowTaskState state) =>
        state switch
        {
            FlowTaskState.Pending => ProgressState.Pending,
            FlowTaskState.Running => ProgressState.Running,
            FlowTaskState.Succeeded => ProgressState.Succeeded,
            FlowTaskState.Skipped => ProgressState.Skipped,
            _ => ProgressState.Failed,
        };
}
