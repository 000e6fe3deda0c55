using System.Diagnostics;

namespace RealNode.Containerd;

/// <summary>How a program ended, and what it said.</summary>
internal sealed record ProgramEnd(int ExitCode, string Output, string Error);

/// <summary>Runs programs of this machine.</summary>
internal static class Programs
{
    public static async Task<ProgramEnd> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken ct,
        string? directory = null,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new ProgramEnd(process.ExitCode, await output, await error);
    }

    /// <summary>What a program prints that must succeed.</summary>
    public static async Task<string> CheckAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var end = await RunAsync(program, arguments, ct);
        Assert.True(
            end.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)}: {end.ExitCode} {end.Error}{end.Output}"
        );
        return end.Output;
    }
}
