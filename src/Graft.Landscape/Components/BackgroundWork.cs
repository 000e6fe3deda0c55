namespace Graft.Landscape.Components;

/// <summary>Something that works until it is disposed of, and has an owner that waits for its end.</summary>
internal sealed class BackgroundWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public BackgroundWork(string name, Func<CancellationToken, Task> work)
    {
        Name = name;
        Completion = Task.Run(() => work(_stop.Token));
    }

    public string Name { get; }

    /// <summary>Ends when the work does; faulted where it fails.</summary>
    public Task Completion { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
