using System.Globalization;

namespace Graft.Bench.Load;

/// <summary>What a cache of a kind costs: time until it is there, and memory while it is.</summary>
internal sealed class InformerScenario : IScenario
{
    public string Name => "informer";

    public string Description => "a cache of all ContainerRuntimes in a process of its own: time to sync, and memory";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(isDurable: false, cancellationToken);
        await cluster.FillAsync(settings.Objects, report, cancellationToken);
        report.Row("JSON of one object", await cluster.ObjectLengthAsync(cancellationToken), "bytes");
        var kubeconfig = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(kubeconfig, cluster.Kubeconfig, cancellationToken);
            foreach (var form in CacheForms.All)
            {
                report.Progress(form.Description);
                string[] arguments = ["cache", "--kubeconfig", kubeconfig, "--form", form.Name];
                var parts = await ChildProcess.RunAsync(arguments, cancellationToken);
                report.Row($"{form.Description}, sync", Number(parts[0]), "ms", $"{settings.Objects} objects");
                report.Row($"{form.Description}, memory", Number(parts[1]) / settings.Objects, "bytes/object");
            }
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
