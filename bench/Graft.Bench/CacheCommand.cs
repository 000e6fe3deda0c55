using System.CommandLine;
using System.Diagnostics;
using Graft.Bench.Load;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Bench;

/// <summary><c>cache</c>: one cache of all ContainerRuntimes; the informer scenario runs it as a process of its own.</summary>
internal static class CacheCommand
{
    private static readonly Option<string> s_kubeconfig = new("--kubeconfig") { Required = true };

    private static readonly Option<string> s_form = new("--form") { Required = true };

    public static Command Create()
    {
        var command = new Command("cache", "Fills one cache and says how long that took and what it weighs.")
        {
            s_kubeconfig,
            s_form,
        };
        command.Hidden = true;
        s_form.AcceptOnlyFromAmong([.. CacheForms.All.Select(form => form.Name)]);
        command.SetAction(
            (arguments, cancel) =>
                RunAsync(
                    File.ReadAllText(arguments.GetValue(s_kubeconfig)!),
                    CacheForms.All.Single(form => form.Name == arguments.GetValue(s_form)),
                    cancel
                )
        );
        return command;
    }

    private static async Task RunAsync(string kubeconfig, CacheForm form, CancellationToken cancellationToken)
    {
        using var client = new KubernetesClient(
            ClusterConnection.FromKubeconfig(kubeconfig),
            TimeProvider.System,
            NullLogger.Instance
        );
        // Once for the code to be compiled and the buffers to be there.
        await FillAndDropAsync(client, form, cancellationToken);
        // What the pool's threads did last keeps its objects for a moment.
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        var before = await Heap.MeasureAsync();
        var started = Stopwatch.GetTimestamp();
        await using var cache = await form.FillAsync(client, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var bytes = await Heap.MeasureAsync() - before;
        Console.WriteLine(FormattableString.Invariant($"{took} {bytes}"));
    }

    /// <summary>A method of its own, so that nothing of this cache is alive when the next one is weighed.</summary>
    private static async Task FillAndDropAsync(
        KubernetesClient client,
        CacheForm form,
        CancellationToken cancellationToken
    )
    {
        var cache = await form.FillAsync(client, cancellationToken);
        await cache.DisposeAsync();
    }
}
