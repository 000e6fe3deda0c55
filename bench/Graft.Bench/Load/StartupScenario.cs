using System.Globalization;
using Graft.Kubernetes.Embedded;

namespace Graft.Bench.Load;

/// <summary>How long it takes until a server answers: in this process, and in one that is started for it.</summary>
internal sealed class StartupScenario : IScenario
{
    private const int Rounds = 5;

    public string Name => "startup";

    public string Description => "from the call, and from the start of a process, until a server is ready";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await MeasureProcessAsync("empty, in memory", null, report, cancellationToken);
        await MeasureOwnAsync("empty, in memory", null, report, cancellationToken);
        await using (var cluster = await BenchCluster.StartAsync(isDurable: true, cancellationToken))
        {
            await cluster.FillAsync(settings.Objects, report, cancellationToken);
            var copy = Directory.CreateTempSubdirectory("graft-bench-").FullName;
            try
            {
                Copy(cluster.Directory!, copy);
                var name = $"{settings.Objects} objects to replay";
                await MeasureProcessAsync(name, copy, report, cancellationToken);
                await MeasureOwnAsync(name, copy, report, cancellationToken);
            }
            finally
            {
                Directory.Delete(copy, recursive: true);
            }
        }
    }

    private static async Task MeasureOwnAsync(
        string name,
        string? directory,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var latencies = new Latencies();
        for (var i = 0; i < Rounds; i++)
        {
            EmbeddedCluster? cluster = null;
            await latencies.MeasureAsync(async () =>
                cluster = await EmbeddedCluster.StartAsync(
                    new EmbeddedClusterOptions(),
                    new EmbeddedControlPlaneOptions { DataDirectory = directory },
                    cancellationToken
                )
            );
            await cluster!.DisposeAsync();
        }
        report.Row($"{name}, in a running process, p50", latencies.Percentile(0.5), "ms");
    }

    private static async Task MeasureProcessAsync(
        string name,
        string? directory,
        Report report,
        CancellationToken cancellationToken
    )
    {
        report.Progress($"{Rounds} processes, {name}");
        var call = new Latencies();
        var whole = new Latencies();
        var processor = new Latencies();
        for (var i = 0; i < Rounds; i++)
        {
            string[] data = directory is null ? [] : ["--data", directory];
            var parts = await ChildProcess.RunAsync(["serve", .. data], cancellationToken);
            call.Add(Number(parts[1]));
            whole.Add(Number(parts[2]));
            processor.Add(Number(parts[3]));
        }
        report.Row($"{name}, first in a new process, from the call, p50", call.Percentile(0.5), "ms");
        report.Row($"{name}, first in a new process, from its start, p50", whole.Percentile(0.5), "ms");
        report.Row($"{name}, first in a new process, processor, p50", processor.Percentile(0.5), "ms", "on all cores");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Copies a data directory as it is on disk, and not its lock.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Path.GetFileName(file) != "lock")
            {
                File.Copy(file, target, overwrite: true);
            }
        }
    }
}
