using System.CommandLine;
using Graft.Bench.Load;

namespace Graft.Bench;

/// <summary><c>load</c>: scenarios over the whole, with what was measured as a table.</summary>
internal static class LoadCommand
{
    private static readonly Option<string[]> s_scenarios = new("--scenario")
    {
        Description =
            $"What to measure; all without it. One of: {string.Join(", ", Scenarios.All.Select(s => s.Name))}.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> s_objects = Number("--objects", "ContainerRuntimes in the cluster.", 10_000);
    private static readonly Option<int> s_writes = Number(
        "--writes",
        "Writes, per measurement that counts them.",
        4_000
    );
    private static readonly Option<int> s_many = Number("--many", "Writes of the scenario on bounded memory.", 100_000);
    private static readonly Option<int> s_watchers = Number("--watchers", "Open watches of the fan-out.", 100);
    private static readonly Option<int[]> s_writers = new("--writers")
    {
        Description = "How many clients write at once, one measurement for each number.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 16, 64],
    };

    public static Command Create()
    {
        var command = new Command("load", "Measures the whole: client, server, watches, journal.")
        {
            s_scenarios,
            s_objects,
            s_writes,
            s_many,
            s_watchers,
            s_writers,
        };
        s_scenarios.AcceptOnlyFromAmong([.. Scenarios.All.Select(scenario => scenario.Name)]);
        foreach (var scenario in Scenarios.All)
        {
            command.Description += $"{Environment.NewLine}  {scenario.Name, -10} {scenario.Description}";
        }
        command.SetAction(
            async (arguments, cancel) =>
            {
                var settings = new LoadSettings
                {
                    Objects = arguments.GetValue(s_objects),
                    Writes = arguments.GetValue(s_writes),
                    ManyWrites = arguments.GetValue(s_many),
                    Watchers = arguments.GetValue(s_watchers),
                    Writers = arguments.GetValue(s_writers)!,
                };
                return await RunAsync(arguments.GetValue(s_scenarios) ?? [], settings, cancel);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(string[] names, LoadSettings settings, CancellationToken cancellationToken)
    {
        var report = new Report(Console.Out, Console.Error);
        report.Machine();
        foreach (
            var scenario in Scenarios.All.Where(s =>
                names.Length == 0 || names.Contains(s.Name, StringComparer.Ordinal)
            )
        )
        {
            try
            {
                report.Begin(scenario);
                await scenario.RunAsync(settings, report, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                report.Progress("interrupted");
                return 130;
            }
        }
        return 0;
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
