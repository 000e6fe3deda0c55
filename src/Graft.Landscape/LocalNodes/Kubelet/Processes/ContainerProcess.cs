using System.Diagnostics;
using System.Globalization;
using Graft.Api.Kubernetes;
using Graft.Landscape.Processes;

namespace Graft.Landscape.LocalNodes.Kubelet.Processes;

/// <summary>
/// A container's process on this machine. Its output goes to a file; a record beside that lets the next landscape end what
/// a killed one left behind.
/// </summary>
internal sealed class ContainerProcess : IRunningContainer
{
    private readonly Process _process;
    private readonly ProcessRecord _record;
    private readonly Task _output;
    private readonly TimeProvider _time;
    private readonly string _log;
    private readonly Func<IReadOnlyList<string>, ContainerProcess> _startProbe;

    private ContainerProcess(
        Process process,
        string path,
        TimeProvider time,
        Func<IReadOnlyList<string>, ContainerProcess> startProbe
    )
    {
        (_process, _record, _time, _startProbe) = (process, new ProcessRecord($"{path}.pid"), time, startProbe);
        _record.Write(process);
        _log = ContainerLogFile.PathOf(path, isPrevious: false);
        _output = process.AppendOutputAsync(
            _log,
            (line, isError) => ContainerLogFile.Format(line, isError, time.GetUtcNow())
        );
    }

    public string Id => string.Create(CultureInfo.InvariantCulture, $"process://{_process.Id}");

    /// <param name="installer">The program on this machine.</param>
    /// <param name="container">Whose command and environment it gets.</param>
    /// <param name="volumes">The directories of the pod's volumes.</param>
    /// <param name="path">Where log and record go: <c>&lt;path&gt;.log</c>, <c>&lt;path&gt;.pid</c>.</param>
    /// <param name="time">What the lines of the log are marked with.</param>
    /// <exception cref="LocalNodeException">The program cannot be started.</exception>
    public static ContainerProcess Start(
        InstallerCommand installer,
        Container container,
        IReadOnlyDictionary<string, string> volumes,
        string path,
        TimeProvider time
    ) => Start(container.Command!.Concat(container.Args ?? []), installer, container, volumes, path, time);

    private static ContainerProcess Start(
        IEnumerable<string> commandLine,
        InstallerCommand installer,
        Container container,
        IReadOnlyDictionary<string, string> volumes,
        string path,
        TimeProvider time
    )
    {
        var start = new ProcessStartInfo(installer.Program, installer.ArgumentsOf(commandLine, container, volumes))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var variable in container.Env ?? [])
        {
            start.Environment[variable.Name!] = installer.MapValue(variable.Value ?? "", container, volumes);
        }
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new LocalNodeException($"cannot start {installer.Program}: {exception.Message}", exception);
        }
        process.StandardInput.Close();
        ContainerLogFile.Rotate(path);
        return new ContainerProcess(
            process,
            path,
            time,
            command => Start(command, installer, container, volumes, $"{path}.probe", time)
        );
    }

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _output;
        return _process.ExitCode;
    }

    public async Task StopAsync(TimeSpan grace)
    {
        await _process.EndAsync(grace, _time);
        await _output;
    }

    public async Task<ProbeResult> ExecAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        await using var probe = _startProbe(command);
        try
        {
            var exitCode = await probe.WaitAsync(cancellationToken);
            var lines = await File.ReadAllLinesAsync(probe._log, cancellationToken);
            return new ProbeResult(exitCode == 0, string.Join('\n', lines.Select(ContainerLogFile.TextOf)));
        }
        catch (OperationCanceledException)
        {
            await probe.StopAsync(TimeSpan.Zero);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        _record.Delete();
        return ValueTask.CompletedTask;
    }
}
