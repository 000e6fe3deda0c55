using System.CommandLine;
using System.Diagnostics;
using Graft.Kubernetes.Embedded;

namespace Graft.Bench;

/// <summary><c>serve</c>: one embedded cluster until the input ends; the start-up scenario runs it as a process.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "The data directory; in memory without it.",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Serves one cluster until its input ends, and says when it is ready.")
        {
            s_data,
        };
        command.SetAction((arguments, cancel) => RunAsync(arguments.GetValue(s_data), cancel));
        return command;
    }

    private static async Task RunAsync(string? directory, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { DataDirectory = directory },
            cancellationToken
        );
        var own = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        using var process = Process.GetCurrentProcess();
        var all = (DateTime.Now - process.StartTime).TotalMilliseconds;
        var used = process.TotalProcessorTime.TotalMilliseconds;
        Console.WriteLine(FormattableString.Invariant($"{cluster.Server} {own} {all} {used}"));
        await Console.In.ReadLineAsync(cancellationToken);
    }
}
