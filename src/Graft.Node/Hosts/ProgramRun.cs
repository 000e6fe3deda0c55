using System.ComponentModel;
using System.Diagnostics;

namespace Graft.Node.Hosts;

/// <summary>Starts one program, collects what it says, and ends it when its time is over.</summary>
internal static class ProgramRun
{
    private const int TextFileBusy = 26;
    private const int BusyAttempts = 100;
    private const int BusyPause = 20;

    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What every program of the node is told.</summary>
    public static readonly string[] Environment = [$"PATH={SearchPath}", "LC_ALL=C"];

    /// <summary>Starts the program in the namespaces of the calling thread. Null where it cannot be started.</summary>
    public static Process? Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = SearchPath;
        start.Environment["LC_ALL"] = "C";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Process.Start(start);
            }
            catch (Win32Exception e) when (e.NativeErrorCode == TextFileBusy && attempt < BusyAttempts)
            {
                // A program that was written just now: a process that was forked meanwhile has it open until it executes.
                SpinWait.SpinUntil(() => false, BusyPause);
            }
            catch (Win32Exception)
            {
                return null;
            }
        }
    }

    public static async Task<CommandResult> FinishAsync(
        Process? process,
        string program,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        if (process is null)
        {
            return new CommandResult(127, "", $"{program} cannot be started");
        }
        using var owned = process;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return new CommandResult(124, "", $"{program} did not end within {timeout.TotalSeconds:0} s");
        }
    }
}
