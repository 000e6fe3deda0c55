using System.CommandLine;
using System.Diagnostics;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes.Embedded;

namespace Graft.Bench;

/// <summary><c>serve</c>: one embedded cluster until the input ends; the other commands run it as a process.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "The data directory; in memory without it.",
    };

    private static readonly Option<bool> s_gardener = new("--gardener")
    {
        Description = "With the kinds that Gardener's garden and seeds have.",
    };

    private static readonly Option<string?> s_kubeconfig = new("--write-kubeconfig")
    {
        Description = "A file that gets the administrator's kubeconfig.",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Serves one cluster until its input ends, and says when it is ready.")
        {
            s_data,
            s_gardener,
            s_kubeconfig,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { DataDirectory = arguments.GetValue(s_data) },
            cancellationToken
        );
        if (arguments.GetValue(s_gardener))
        {
            await cluster.InstallAsync(
                [.. GardenCustomResourceDefinitions.All, .. SeedCustomResourceDefinitions.All],
                cancellationToken
            );
        }
        if (arguments.GetValue(s_kubeconfig) is { } path)
        {
            await File.WriteAllTextAsync(path, cluster.Kubeconfig, cancellationToken);
        }
        var own = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        using var process = Process.GetCurrentProcess();
        var all = (DateTime.Now - process.StartTime).TotalMilliseconds;
        var used = process.TotalProcessorTime.TotalMilliseconds;
        Console.WriteLine(FormattableString.Invariant($"{cluster.Server} {own} {all} {used}"));
        await Console.In.ReadLineAsync(cancellationToken);
    }
}
