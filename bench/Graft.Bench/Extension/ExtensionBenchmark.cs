using System.Diagnostics;
using System.Globalization;
using Graft.Bench.Programs;

namespace Graft.Bench.Extension;

/// <summary>
/// The life of an extension's controller: it starts, gets many ContainerRuntimes at once, all of them change, all of them
/// go. No resource manager runs, so that nothing is measured but the extension and its API server.
/// </summary>
internal sealed class ExtensionBenchmark(ExtensionSettings settings, Action<string> progress)
{
    /// <summary>One run at each of the given numbers of workers, as often as the settings say.</summary>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<ExtensionRun>>> RunAsync(
        IReadOnlyList<int> concurrencies,
        CancellationToken cancellationToken
    )
    {
        var runs = concurrencies.ToDictionary(concurrency => concurrency, _ => new List<ExtensionRun>());
        for (var run = 1; run <= settings.Runs; run++)
        {
            foreach (var concurrency in concurrencies)
            {
                progress($"run {run} of {settings.Runs}, {concurrency} workers");
                runs[concurrency].Add(await RunAsync(concurrency, cancellationToken));
            }
        }
        return runs.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<ExtensionRun>)pair.Value);
    }

    private async Task<ExtensionRun> RunAsync(int concurrency, CancellationToken cancellationToken)
    {
        await using var server = await ApiServer.StartAsync(settings.Kubeconfig, cancellationToken);
        using var client = await server.CreateClientAsync(cancellationToken);
        await using var load = new SeedLoad(client, settings);
        await load.PrepareAsync(cancellationToken);
        var firstServed = await load.CreateFirstAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await using var program = MeasuredProgram.Start(
            settings.Program,
            [
                $"--kubeconfig={server.KubeconfigPath}",
                string.Create(CultureInfo.InvariantCulture, $"--max-concurrent-reconciles={concurrency}"),
                .. settings.Arguments,
            ],
            core: null
        );
        await EndOfAsync(firstServed, program, cancellationToken);
        var first = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.Delay(settings.Rest, cancellationToken);
        var idle = program.ResidentMegabytes();
        var create = await MeasureAsync("create", load.CreateAsync, program, cancellationToken);
        var change = await MeasureAsync("change", load.ChangeAsync, program, cancellationToken);
        await load.CollectGarbageAsync(cancellationToken);
        var delete = await MeasureAsync("delete", load.DeleteAsync, program, cancellationToken);
        await Task.Delay(settings.Rest, cancellationToken);
        var rested = program.ResidentMegabytes();
        await load.CleanAsync(cancellationToken);
        return new ExtensionRun(first, idle, rested, [create, change, delete]);
    }

    private async Task<PhaseResult> MeasureAsync(
        string name,
        Func<CancellationToken, Task> phase,
        MeasuredProgram program,
        CancellationToken cancellationToken
    )
    {
        var requests = await program.RequestsAsync(cancellationToken);
        program.ForgetPeak();
        var processor = program.ProcessorTime();
        var started = Stopwatch.GetTimestamp();
        await EndOfAsync(phase(cancellationToken), program, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var used = (program.ProcessorTime() - processor).TotalSeconds;
        var peak = program.PeakMegabytes();
        var sent = (await program.RequestsAsync(cancellationToken)).Since(requests);
        progress(string.Create(CultureInfo.InvariantCulture, $"{name}: {took:0.0} s, {used:0.0} s of processor"));
        return new PhaseResult(name, took, used, peak, sent);
    }

    /// <summary>A program that ends does not leave the measurement waiting.</summary>
    private static async Task EndOfAsync(Task work, MeasuredProgram program, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(2), cancellationToken)) != work)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await program.ThrowIfEndedAsync();
        }
        await work;
    }
}
