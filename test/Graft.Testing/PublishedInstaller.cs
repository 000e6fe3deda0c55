using System.Diagnostics;

namespace Graft.Testing;

/// <summary>
/// The node installer as it ships: self-contained, trimmed, compiled ahead, one file. <c>./graft ship</c> publishes it where
/// its sources have changed; any warning of the trimmer fails that.
/// </summary>
public static class PublishedInstaller
{
    private static readonly Lazy<Task<string>> s_path = new(ShipAsync);

    /// <summary>The path of the program, alone in its directory.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published; the message has the output.</exception>
    public static Task<string> GetAsync(CancellationToken cancellationToken) =>
        s_path.Value.WaitAsync(cancellationToken);

    private static async Task<string> ShipAsync()
    {
        var start = new ProcessStartInfo("/bin/sh", [Repository.File("graft"), "ship"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Repository.File("artifacts", "shipped", "graft-node-installer", "graft-node-installer")
            : throw new InvalidOperationException(
                $"./graft ship ended with {process.ExitCode}: {await output}{await error}"
            );
    }
}
