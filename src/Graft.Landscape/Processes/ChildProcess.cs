using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

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

    private string RecordPath => Path.Combine(_directory, $"{_name}.pid");

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
        await EndLeftoverAsync();
        while (!_stop.IsCancellationRequested)
        {
            await RunOnceAsync();
            await Task.Delay(s_restartDelay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunOnceAsync()
    {
        await using var log = new StreamWriter(LogPath, append: true);
        using var process = new Process { StartInfo = StartInfo() };
        var gate = new Lock();
        DataReceivedEventHandler write = (_, line) =>
        {
            lock (gate)
            {
                if (line.Data is not null)
                {
                    log.WriteLine(line.Data);
                    log.Flush();
                }
            }
        };
        process.OutputDataReceived += write;
        process.ErrorDataReceived += write;
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            await log.WriteLineAsync($"cannot start {_program}: {exception.Message}");
            return;
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (Identity(process) is { } identity)
        {
            await File.WriteAllTextAsync(RecordPath, identity);
        }
        await process.WaitForExitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(process);
        File.Delete(RecordPath);
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

    private async Task EndLeftoverAsync()
    {
        if (!File.Exists(RecordPath))
        {
            return;
        }
        var record = await File.ReadAllTextAsync(RecordPath);
        if (
            int.TryParse(record.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && Find(id) is { } process
        )
        {
            using (process)
            {
                if (Identity(process) == record)
                {
                    await EndAsync(process);
                }
            }
        }
        File.Delete(RecordPath);
    }

    private async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }
        Terminate(process.Id);
        using var grace = new CancellationTokenSource(s_grace, _time);
        await process.WaitForExitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// Process identifiers are used again; together with the start time they name one process. Null where it has ended.
    /// </summary>
    private static string? Identity(Process process)
    {
        try
        {
            var started = new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
            return string.Create(CultureInfo.InvariantCulture, $"{process.Id} {started}");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Terminate(int id)
    {
        using var kill = Process.Start("kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
