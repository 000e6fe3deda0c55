using System.Diagnostics;
using System.Globalization;
using Graft.Landscape.Progress;

namespace Graft.Cli.Views;

/// <summary>One line per change, for logs and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IUpView
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    public void Report(ProgressUpdate value)
    {
        if (value.State == ProgressState.Pending)
        {
            return;
        }
        var detail = value.Detail is { Length: > 0 } text ? $": {text.ReplaceLineEndings(" ")}" : "";
        WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(_start).TotalSeconds, 6:0.0}s  {value.Group}  {Word(value.State), -9}  {value.Item}{detail}"
            )
        );
    }

    public void WriteLine(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Word(ProgressState state) =>
        state switch
        {
            ProgressState.Running => "started",
            ProgressState.Succeeded => "done",
            ProgressState.Failed => "failed",
            ProgressState.Skipped => "skipped",
            _ => "waiting",
        };
}
