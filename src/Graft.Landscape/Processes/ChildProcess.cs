using System.ComponentModel;
using System.Diagnostics;

namespace Graft.Landscape.Processes;

/// <summary>
/// A program that runs as long as the landscape does, and is started again when it ends. Its output goes to a file. Should
/// the landscape be killed, the next one ends what it left behind.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_restartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly string _directory;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private ChildProcess(
        string directory,
        string name,
        string program,
        IReadOnlyList<string> arguments,
        TimeProvider time
    )
    {
        (_directory, _name, _program, _arguments, _time) = (directory, name, program, arguments, time);
        _running = RunAsync();
    }

    private ProcessRecord Record => new(Path.Combine(_directory, $"{_name}.pid"));

    private string LogPath => Path.Combine(_directory, $"{_name}.log");

    /// <summary>Starts the program; <paramref name="name"/> names its record and log in <paramref name="directory"/>.</summary>
    public static ChildProcess Start(
        string directory,
        string name,
        string program,
        IReadOnlyList<string> arguments,
        TimeProvider time
    )
    {
        Directory.CreateDirectory(directory);
        return new ChildProcess(directory, name, program, arguments, time);
    }

    /// <summary>The last lines of the program's output, to explain why it does not come up.</summary>
    public string LastOutput()
    {
        try
        {
            return string.Join("; ", File.ReadLines(LogPath).TakeLast(3));
        }
        catch (IOException)
        {
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        await Record.EndLeftoverAsync(s_grace, _time);
        while (!_stop.IsCancellationRequested)
        {
            await RunOnceAsync();
            await Task.Delay(s_restartDelay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunOnceAsync()
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            await File.AppendAllTextAsync(LogPath, $"cannot start {_program}: {exception.Message}\n");
            return;
        }
        Record.Write(process);
        var output = process.AppendOutputAsync(LogPath);
        await process.WaitForExitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await process.EndAsync(s_grace, _time);
        await output;
        Record.Delete();
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(_program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in _arguments)
        {
            info.ArgumentList.Add(argument);
        }
        return info;
    }
}
