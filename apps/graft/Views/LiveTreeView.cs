using System.Globalization;
using Graft.Landscape.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Graft.Cli.Views;

/// <summary>A tree that redraws itself while a landscape comes up.</summary>
internal sealed class LiveTreeView : IUpView
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private static readonly string[] s_spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    private readonly IAnsiConsole _console;
    private readonly ProgressTree _tree = new();
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _drawing;
    private int _frame;

    public LiveTreeView(IAnsiConsole console)
    {
        _console = console;
        _drawing = DrawAsync();
    }

    public void Report(ProgressUpdate value) => _tree.Apply(value);

    public void WriteLine(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drawing;
        _stop.Dispose();
    }

    private async Task DrawAsync()
    {
        await Task.Yield();
        await _console
            .Live(Render())
            .AutoClear(false)
            .Overflow(VerticalOverflow.Crop)
            .Cropping(VerticalOverflowCropping.Top)
            .StartAsync(async context =>
            {
                while (!_stop.IsCancellationRequested)
                {
                    context.UpdateTarget(Render());
                    await Task.Delay(s_redraw, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                context.UpdateTarget(Render());
            });
    }

    private Rows Render()
    {
        _frame++;
        var parts = new List<IRenderable>();
        foreach (var group in _tree.Snapshot())
        {
            var tree = new Tree(Markup.FromInterpolated($"[bold]{group.Name}[/]"));
            tree.AddNodes(group.Items.Select(Line));
            parts.Add(tree);
        }
        lock (_lock)
        {
            parts.AddRange(_lines.Select(line => new Text(line)));
        }
        if (parts.Count == 0)
        {
            // The live display cannot measure rows that hold nothing.
            parts.Add(Text.Empty);
        }
        return new Rows(parts);
    }

    private Markup Line(ProgressTree.Item item)
    {
        var elapsed = item.Elapsed is { } time
            ? string.Create(CultureInfo.InvariantCulture, $" [grey]{time.TotalSeconds:0.0}s[/]")
            : "";
        var detail = item.Detail is { Length: > 0 } text
            ? $" [grey]{Markup.Escape(text.ReplaceLineEndings(" "))}[/]"
            : "";
        return new Markup($"{Sign(item.State)} {Markup.Escape(item.Name)}{elapsed}{detail}");
    }

    private string Sign(ProgressState state) =>
        state switch
        {
            ProgressState.Running => $"[yellow]{s_spinner[_frame % s_spinner.Length]}[/]",
            ProgressState.Succeeded => "[green]✓[/]",
            ProgressState.Failed => "[red]✗[/]",
            ProgressState.Skipped => "[grey]-[/]",
            _ => "[grey]·[/]",
        };
}
