namespace Graft.Landscape.Progress;

/// <summary>Reports the steps by which the landscape itself comes up.</summary>
internal sealed class Steps(IProgress<ProgressUpdate> progress)
{
    public async Task<T> RunAsync<T>(string step, Func<Task<T>> work)
    {
        Report(step, ProgressState.Running, null);
        try
        {
            var result = await work();
            Report(step, ProgressState.Succeeded, null);
            return result;
        }
        catch (Exception exception)
        {
            Report(step, ProgressState.Failed, exception.Message);
            throw;
        }
    }

    public Task RunAsync(string step, Func<Task> work) =>
        RunAsync(
            step,
            async () =>
            {
                await work();
                return true;
            }
        );

    private void Report(string step, ProgressState state, string? detail) =>
        progress.Report(new ProgressUpdate(ProgressUpdate.LandscapeGroup, step, state, detail));
}
