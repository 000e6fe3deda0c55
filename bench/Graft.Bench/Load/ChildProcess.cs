using System.Diagnostics;

namespace Graft.Bench.Load;

/// <summary>Runs this program again, for what must be measured in a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>The words of the first line that the program prints; its input then ends, and so does it.</summary>
    public static async Task<string[]> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in arguments.Prepend(typeof(ChildProcess).Assembly.Location))
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return line?.Split(' ') ?? throw new InvalidOperationException("the process ended without an answer");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
