using System.CommandLine;
using Graft.Bench.Extension;
using Graft.Bench.Load;

namespace Graft.Bench;

/// <summary><c>extension</c>: the life of an extension's controller as a process of its own.</summary>
internal static class ExtensionCommand
{
    private static readonly Option<string> s_program = new("--program")
    {
        Description = "The extension's program, or its .dll.",
        DefaultValueFactory = _ => "artifacts/bin/graft-runtime-gvisor/release/graft-runtime-gvisor",
    };

    private static readonly Option<string> s_type = new("--type")
    {
        Description = "The runtime type that the program serves.",
        DefaultValueFactory = _ => "gvisor",
    };

    private static readonly Option<string?> s_kubeconfig = new("--kubeconfig")
    {
        Description = "A cluster with Gardener's kinds for seeds; an embedded one without it.",
    };

    private static readonly Option<int[]> s_concurrency = new("--concurrency")
    {
        Description = "Values of --max-concurrent-reconciles, run in turns.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [5],
    };

    private static readonly Option<string[]> s_arguments = new("--argument")
    {
        Description = "A further flag of the program; repeatable.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> s_namespaces = Number("--namespaces", "Shoots.", 100);
    private static readonly Option<int> s_pools = Number("--pools", "Pools with the runtime per Shoot.", 5);
    private static readonly Option<int> s_runs = Number("--runs", "Runs, each with a new process; medians.", 1);
    private static readonly Option<int> s_rest = Number("--rest", "Seconds before memory at rest is read.", 5);

    public static Command Create()
    {
        var command = new Command("extension", "Measures the controller of an extension, from its start to its rest.")
        {
            s_program,
            s_type,
            s_kubeconfig,
            s_concurrency,
            s_arguments,
            s_namespaces,
            s_pools,
            s_runs,
            s_rest,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = new ExtensionSettings
        {
            Program = arguments.GetRequiredValue(s_program),
            Type = arguments.GetRequiredValue(s_type),
            Kubeconfig = arguments.GetValue(s_kubeconfig),
            Arguments = arguments.GetRequiredValue(s_arguments),
            Namespaces = arguments.GetValue(s_namespaces),
            Pools = arguments.GetValue(s_pools),
            Runs = arguments.GetValue(s_runs),
            Rest = TimeSpan.FromSeconds(arguments.GetValue(s_rest)),
        };
        var benchmark = new ExtensionBenchmark(settings, Console.Error.WriteLine);
        var runs = await benchmark.RunAsync(arguments.GetRequiredValue(s_concurrency), cancellationToken);
        new Report(Console.Out, Console.Error).Machine();
        ExtensionReport.Write(Console.Out, settings, runs);
        return 0;
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
