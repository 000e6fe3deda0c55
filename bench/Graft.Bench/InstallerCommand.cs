using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Graft.Bench.Installer;
using Graft.Bench.Load;

namespace Graft.Bench;

/// <summary>
/// <c>installer</c>: the published node installer beside a shell script that does the same, run in turns on one node.
/// </summary>
internal static class InstallerCommand
{
    private static readonly Option<FileInfo> s_program = new("--program")
    {
        Description = "The published graft-node-installer.",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> s_scripts = new("--scripts")
    {
        Description = "The directory with the shell scripts.",
        DefaultValueFactory = _ => new DirectoryInfo("bench/NodeInstaller"),
    };

    private static readonly Option<int> s_repetitions = new("--repetitions")
    {
        Description = "Runs of each kind.",
        DefaultValueFactory = _ => 20,
    };

    // Set in the process that has a mount namespace of its own.
    private static readonly Option<bool> s_inside = new("--inside") { Hidden = true };

    public static Command Create()
    {
        var command = new Command("installer", "Measures the node installer against a shell script; needs root.")
        {
            s_program,
            s_scripts,
            s_repetitions,
            s_inside,
        };
        command.SetAction(
            (arguments, cancel) =>
                arguments.GetValue(s_inside) ? MeasureAsync(arguments, cancel) : EnterAsync(arguments, cancel)
        );
        return command;
    }

    private static async Task<int> EnterAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string[] self = [Environment.ProcessPath!, typeof(InstallerCommand).Assembly.Location];
        var start = new ProcessStartInfo(
            "unshare",
            [
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                .. Path.GetFileName(self[0]) == "dotnet" ? self : self[..1],
                "installer",
                "--inside",
                "--program",
                arguments.GetRequiredValue(s_program).FullName,
                "--scripts",
                arguments.GetRequiredValue(s_scripts).FullName,
                "--repetitions",
                arguments.GetValue(s_repetitions).ToString(CultureInfo.InvariantCulture),
            ]
        )
        {
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static async Task<int> MeasureAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var scripts = arguments.GetRequiredValue(s_scripts).FullName;
        var node = await BenchNode.CreateAsync(scripts, cancellationToken);
        var path = $"PATH={BenchNode.Tools}:{Environment.GetEnvironmentVariable("PATH")}";
        (string Name, string[] Command)[] contestants =
        [
            (
                "installer",
                [
                    arguments.GetRequiredValue(s_program).FullName,
                    "install",
                    "--once",
                    $"--runtime={BenchNode.DescriptionPath}",
                    "--host-root=/",
                    $"--content={BenchNode.Content}",
                    $"--host-tools={BenchNode.Tools}",
                ]
            ),
            (
                "shell script",
                ["env", path, Path.Combine(scripts, "install.sh"), BenchNode.Content, BenchNode.BinaryDirectory]
            ),
        ];
        var runs = new Dictionary<(string Kind, string Name), List<MeasuredRun>>();
        for (var repetition = 0; repetition < arguments.GetValue(s_repetitions); repetition++)
        {
            foreach (var (name, command) in contestants)
            {
                await node.ResetAsync(cancellationToken);
                foreach (var kind in new[] { "fresh install", "no change" })
                {
                    var run = await MeasuredRun.OfAsync(command, cancellationToken);
                    runs.TryAdd((kind, name), []);
                    runs[(kind, name)].Add(run);
                }
            }
            await Console.Error.WriteLineAsync($"{repetition + 1}");
        }
        await node.SystemctlAsync("stop", cancellationToken);
        new Report(Console.Out, Console.Error).Machine();
        Print(runs);
        return 0;
    }

    private static void Print(Dictionary<(string Kind, string Name), List<MeasuredRun>> runs)
    {
        Console.WriteLine();
        Console.WriteLine("| | time | processor time | largest process |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var kind in runs.Keys.Select(key => key.Kind).Distinct(StringComparer.Ordinal))
        {
            var (graft, shell) = (MedianOf(runs[(kind, "installer")]), MedianOf(runs[(kind, "shell script")]));
            Row($"{kind}, installer", "ms", graft);
            Row($"{kind}, shell script", "ms", shell);
            var ratio = string.Create(
                CultureInfo.InvariantCulture,
                $"{graft.Milliseconds / shell.Milliseconds:0.00} | {graft.ProcessorMilliseconds / shell.ProcessorMilliseconds:0.00} | {graft.PeakMegabytes / shell.PeakMegabytes:0.00}"
            );
            Console.WriteLine($"| {kind}, ratio | {ratio} |");
        }
    }

    private static void Row(string name, string unit, MeasuredRun run) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {run.Milliseconds:0} {unit} | {run.ProcessorMilliseconds:0} {unit} | {run.PeakMegabytes:0.0} MB |"
            )
        );

    private static MeasuredRun MedianOf(List<MeasuredRun> runs)
    {
        double Median(Func<MeasuredRun, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);
        return new MeasuredRun(
            Median(run => run.Milliseconds),
            Median(run => run.ProcessorMilliseconds),
            Median(run => run.PeakMegabytes)
        );
    }
}
