using System.ComponentModel;
using System.Diagnostics;

namespace Graft.Landscape.Machines;

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last line that says something about a failure.</summary>
    public string Complaint =>
        (Error.Trim().Length > 0 ? Error : Output).Trim().Split('\n')[^1].Trim() is { Length: > 0 } line
            ? line
            : $"exit code {ExitCode}";
}

/// <summary>Runs programs of the computer that machines run on.</summary>
internal static class HostPrograms
{
    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The path of a program; null where it is not installed.</summary>
    public static string? Find(string name) =>
        SearchPath.Split(':').Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end, in an environment that has nothing of this process's own.</summary>
    /// <exception cref="LandscapeException">The program cannot be started.</exception>
    public static async Task<ProgramResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string? input,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await WriteInputAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ProgramResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a program with all three streams redirected.</summary>
    /// <exception cref="LandscapeException">The program cannot be started.</exception>
    public static Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["HOME"] = "/root";
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LandscapeException($"cannot start {program}: {exception.Message}", exception);
        }
    }

    private static async Task WriteInputAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program has ended, or closed its input, before it had read everything: its exit code says more.
        }
    }
}
