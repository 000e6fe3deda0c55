using System.Diagnostics;
using System.Globalization;

namespace Graft.Bench.Installer;

/// <summary>What one run of a program cost, with all that it started.</summary>
/// <param name="Milliseconds">From before its start until after its end.</param>
/// <param name="ProcessorMilliseconds">Of the program and of whatever it waited for.</param>
/// <param name="PeakMegabytes">The most that a single one of its processes had in memory.</param>
internal sealed record MeasuredRun(double Milliseconds, double ProcessorMilliseconds, double PeakMegabytes)
{
    /// <summary>
    /// Runs a program under GNU time. Measured from here the memory would be wrong: a process that is forked from a large
    /// one starts with the peak of its parent.
    /// </summary>
    /// <exception cref="InvalidOperationException">The program failed; the message has what it said.</exception>
    public static async Task<MeasuredRun> OfAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var report = Path.GetTempFileName();
        var start = new ProcessStartInfo("/usr/bin/time", ["--output", report, "--format", "%U %S %M", .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {await output}{await error}");
        }
        var numbers = (await File.ReadAllTextAsync(report, cancellationToken))
            .Split(' ', StringSplitOptions.TrimEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        File.Delete(report);
        return new MeasuredRun(took.TotalMilliseconds, (numbers[0] + numbers[1]) * 1000, numbers[2] / 1024);
    }
}
