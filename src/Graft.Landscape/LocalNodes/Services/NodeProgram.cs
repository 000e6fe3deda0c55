using System.Diagnostics;

namespace Graft.Landscape.LocalNodes.Services;

/// <summary>Runs programs as a local node would: its own in front on <c>PATH</c>, its root in <c>GRAFT_ROOT</c>.</summary>
/// <param name="Root">The node's root directory.</param>
/// <param name="Tools">The directory with the node's own programs.</param>
internal sealed record NodeProgram(string Root, string Tools) : INodePrograms
{
    public Task<(int ExitCode, string Output)> RunAsync(
        string name,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    ) => RunFileAsync(Path.Combine(Tools, name), arguments, cancellationToken);

    /// <summary>Runs a program of this machine to its end.</summary>
    /// <returns>The exit code, and standard output and error together.</returns>
    public async Task<(int ExitCode, string Output)> RunFileAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Root,
        };
        start.Environment["GRAFT_ROOT"] = Root;
        start.Environment["PATH"] = $"{Tools}:/usr/sbin:/usr/bin:/sbin:/bin";
        using var process = Process.Start(start) ?? throw new IOException($"{program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output + await error);
    }
}
