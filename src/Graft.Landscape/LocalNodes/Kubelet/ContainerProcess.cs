using System.Diagnostics;
using System.Globalization;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>
/// A container's process on this machine. Its output goes to a file; a record beside that lets the next landscape end what
/// a killed one left behind.
/// </summary>
internal sealed class ContainerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _record;
    private readonly Task _output;

    private ContainerProcess(Process process, string record, string log)
    {
        (_process, _record) = (process, record);
        File.WriteAllText(record, Identity(process));
        _output = CopyAsync(log);
    }

    public int Id => _process.Id;

    /// <param name="program">The program on this machine.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside those of the landscape.</param>
    /// <param name="path">Where log and record go: <c>&lt;path&gt;.log</c>, <c>&lt;path&gt;.pid</c>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ContainerProcess Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string path
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        var process = Process.Start(start) ?? throw new IOException($"{program} did not start");
        process.StandardInput.Close();
        return new ContainerProcess(process, $"{path}.pid", $"{path}.log");
    }

    /// <summary>Waits for the end of the process and of its output.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _output;
        return _process.ExitCode;
    }

    /// <summary>Asks the process to end, and makes it when the grace period is over.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        await StopAsync(_process, grace, time);
        await _output;
    }

    /// <summary>Ends the process that a record names, if it still is the one that was recorded.</summary>
    public static async Task StopLeftoverAsync(string record, TimeSpan grace, TimeProvider time)
    {
        var text = await File.ReadAllTextAsync(record, CancellationToken.None);
        if (int.TryParse(text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                if (Identity(process) == text)
                {
                    await StopAsync(process, grace, time);
                }
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }
        File.Delete(record);
    }

    public void Dispose()
    {
        _process.Dispose();
        File.Delete(_record);
    }

    private static async Task StopAsync(Process process, TimeSpan grace, TimeProvider time)
    {
        if (process.HasExited)
        {
            return;
        }
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        using (var kill = Process.Start("/bin/sh", ["-c", "kill -TERM \"$0\" 2>/dev/null", id]))
        {
            await kill.WaitForExitAsync(CancellationToken.None);
        }
        using var timeout = new CancellationTokenSource(grace, time);
        await process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task CopyAsync(string log)
    {
        await using var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var gate = new SemaphoreSlim(1);
        await Task.WhenAll(
            CopyAsync(_process.StandardOutput, file, gate),
            CopyAsync(_process.StandardError, file, gate)
        );
    }

    private static async Task CopyAsync(StreamReader from, FileStream to, SemaphoreSlim gate)
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            await gate.WaitAsync(CancellationToken.None);
            await to.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"), CancellationToken.None);
            await to.FlushAsync(CancellationToken.None);
            gate.Release();
        }
    }

    // Process identifiers are used again; together with the start time they name one process.
    private static string Identity(Process process) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{process.Id} {new DateTimeOffset(process.StartTime).ToUnixTimeSeconds()}"
        );
}
