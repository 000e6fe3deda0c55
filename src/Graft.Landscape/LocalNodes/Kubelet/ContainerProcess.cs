using System.Diagnostics;
using Graft.Landscape.Processes;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>
/// A container's process on this machine. Its output goes to a file; a record beside that lets the next landscape end what
/// a killed one left behind.
/// </summary>
internal sealed class ContainerProcess : IDisposable
{
    private readonly Process _process;
    private readonly ProcessRecord _record;
    private readonly Task _output;

    private ContainerProcess(Process process, ProcessRecord record, string log, TimeProvider time)
    {
        (_process, _record) = (process, record);
        record.Write(process);
        _output = process.AppendOutputAsync(
            log,
            (line, isError) => ContainerLogFile.Format(line, isError, time.GetUtcNow())
        );
    }

    public int Id => _process.Id;

    /// <param name="program">The program on this machine.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside those of the landscape.</param>
    /// <param name="path">Where log and record go: <c>&lt;path&gt;.log</c>, <c>&lt;path&gt;.pid</c>.</param>
    /// <param name="time">What the lines of the log are marked with.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ContainerProcess Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string path,
        TimeProvider time
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
        ContainerLogFile.Rotate(path);
        var log = ContainerLogFile.PathOf(path, isPrevious: false);
        return new ContainerProcess(process, new ProcessRecord($"{path}.pid"), log, time);
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
        await _process.EndAsync(grace, time);
        await _output;
    }

    public void Dispose()
    {
        _process.Dispose();
        _record.Delete();
    }
}
