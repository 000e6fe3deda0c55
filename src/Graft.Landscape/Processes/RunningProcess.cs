using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Graft.Landscape.Processes;

/// <summary>What the landscape does with the programs that it started.</summary>
internal static class RunningProcess
{
    extension(Process process)
    {
        /// <summary>Asks the process to end, and makes it when the grace period is over.</summary>
        public async Task EndAsync(TimeSpan grace, TimeProvider time)
        {
            if (process.HasExited)
            {
                return;
            }
            // The shell's own kill: a process that ends at this moment is no reason to complain.
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

        /// <summary>Appends both outputs to a file, line by line, until both end.</summary>
        public Task AppendOutputAsync(string log) => process.AppendOutputAsync(log, (line, _) => line);

        /// <summary>The same, each line in the form that is given to it; whether it is an error's is said too.</summary>
        public async Task AppendOutputAsync(string log, Func<string, bool, string> format)
        {
            await using var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            using var gate = new SemaphoreSlim(1);
            await Task.WhenAll(
                CopyAsync(process.StandardOutput, file, gate, line => format(line, false)),
                CopyAsync(process.StandardError, file, gate, line => format(line, true))
            );
        }
    }

    private static async Task CopyAsync(
        StreamReader from,
        FileStream to,
        SemaphoreSlim gate,
        Func<string, string> format
    )
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            await gate.WaitAsync(CancellationToken.None);
            try
            {
                await to.WriteAsync(Encoding.UTF8.GetBytes(format(line) + "\n"), CancellationToken.None);
                await to.FlushAsync(CancellationToken.None);
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
