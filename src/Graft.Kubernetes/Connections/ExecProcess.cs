using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Graft.Kubernetes.Connections;

/// <summary>Runs a credential program once.</summary>
internal static class ExecProcess
{
    private const string InfoVariable = "KUBERNETES_EXEC_INFO";
    private const int LongestOutput = 1 << 20;
    private const int LongestQuote = 2000;

    /// <summary>What the program printed. It is killed, with its children, when cancelled.</summary>
    /// <exception cref="FormatException">It is not there, does not start, or fails; the message says which.</exception>
    public static async Task<string> RunAsync(
        ExecCredentialPlugin plugin,
        string information,
        bool isInteractive,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(plugin, information, isInteractive);
        try
        {
            if (!isInteractive)
            {
                process.StandardInput.Close();
            }
            // Both pipes at once: a program that fills the one that nobody reads would never end.
            var output = ReadAsync(process.StandardOutput, cancellationToken);
            var errors = isInteractive ? Task.FromResult("") : ReadAsync(process.StandardError, cancellationToken);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new FormatException(
                    FormattableString.Invariant(
                        $"\"{plugin.Command}\" failed with exit code {process.ExitCode}{Quote(await errors)}"
                    )
                );
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private static Process Start(ExecCredentialPlugin plugin, string information, bool isInteractive)
    {
        var start = new ProcessStartInfo(Locate(plugin))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = !isInteractive,
            RedirectStandardOutput = true,
            RedirectStandardError = !isInteractive,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in plugin.Arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (name, value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }
        start.Environment[InfoVariable] = information;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new FormatException($"\"{plugin.Command}\" cannot be started: {exception.Message}", exception);
        }
    }

    /// <summary>Looks on <c>PATH</c> only: .NET alone would try the working directory first.</summary>
    private static string Locate(ExecCredentialPlugin plugin)
    {
        var command = plugin.Command;
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return File.Exists(command) ? command : throw NotFound(plugin, "does not exist");
        }
        var path = plugin.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Where(Path.IsPathFullyQualified)
                .Select(directory => Path.Combine(directory, command))
                .FirstOrDefault(File.Exists)
            ?? throw NotFound(plugin, "was not found on PATH");
    }

    private static FormatException NotFound(ExecCredentialPlugin plugin, string problem) =>
        new(
            string.IsNullOrEmpty(plugin.InstallHint)
                ? $"\"{plugin.Command}\" {problem}"
                : $"\"{plugin.Command}\" {problem}. {TerminalText.Plain(plugin.InstallHint)}"
        );

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
            if (text.Length > LongestOutput)
            {
                throw new FormatException("it printed more than a credential can be long");
            }
        }
        return text.ToString();
    }

    private static string Quote(string errors)
    {
        var text = TerminalText.Plain(errors).Trim();
        return text.Length == 0 ? "" : $": {(text.Length > LongestQuote ? text[^LongestQuote..] : text)}";
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
