using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Graft.Bench.Admission;
using Graft.Bench.Load;

namespace Graft.Bench;

/// <summary><c>admission</c>: an admission component on one core, under a fixed rate of requests.</summary>
internal static class AdmissionCommand
{
    private static readonly Option<string> s_program = new("--program")
    {
        Description = "The admission component's program, or its .dll.",
        DefaultValueFactory = _ => "artifacts/bin/graft-admission-kata/release/graft-admission-kata",
    };

    private static readonly Option<string> s_type = new("--type")
    {
        Description = "The runtime type that the program judges: kata-containers or gvisor.",
        DefaultValueFactory = _ => "kata-containers",
    };

    private static readonly Option<string?> s_kubeconfig = new("--kubeconfig")
    {
        Description = "A cluster with Gardener's kinds; an embedded one without it.",
    };

    private static readonly Option<int> s_rate = Number("--rate", "Requests per second.", 1000);
    private static readonly Option<int> s_warmUp = Number("--warm-up", "Seconds of load before each measurement.", 5);
    private static readonly Option<int> s_duration = Number("--duration", "Seconds of each measurement.", 30);
    private static readonly Option<int> s_rotation = Number(
        "--rotation",
        "Seconds of the measurement under which certificates are replaced; 0 leaves it out.",
        45
    );

    // Set in the process that leaves the last core to the program.
    private static readonly Option<bool> s_inside = new("--inside") { Hidden = true };

    public static Command Create()
    {
        var command = new Command("admission", "Measures an admission component at a fixed rate of requests.")
        {
            s_program,
            s_type,
            s_kubeconfig,
            s_rate,
            s_warmUp,
            s_duration,
            s_rotation,
            s_inside,
        };
        command.SetAction(
            (arguments, cancel) =>
                arguments.GetValue(s_inside) || Environment.ProcessorCount < 2
                    ? MeasureAsync(arguments, cancel)
                    : EnterAsync(arguments, cancel)
        );
        return command;
    }

    /// <summary>Runs this command again, on all cores but the last.</summary>
    private static async Task<int> EnterAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string[] self = [Environment.ProcessPath!, typeof(AdmissionCommand).Assembly.Location];
        var last = Environment.ProcessorCount - 1;
        var start = new ProcessStartInfo(
            "taskset",
            [
                "--cpu-list",
                last == 1 ? "0" : string.Create(CultureInfo.InvariantCulture, $"0-{last - 1}"),
                .. Path.GetFileName(self[0]) == "dotnet" ? self : self[..1],
                .. arguments.Tokens.Select(token => token.Value),
                "--inside",
            ]
        )
        {
            UseShellExecute = false,
        };
        // The other process sees fewer.
        start.Environment[CoreVariable] = last.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private const string CoreVariable = "GRAFT_BENCH_CORE";

    private static async Task<int> MeasureAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var core = Environment.GetEnvironmentVariable(CoreVariable);
        var settings = new AdmissionSettings
        {
            Program = arguments.GetRequiredValue(s_program),
            Type = arguments.GetRequiredValue(s_type),
            Kubeconfig = arguments.GetValue(s_kubeconfig),
            Rate = arguments.GetValue(s_rate),
            WarmUp = TimeSpan.FromSeconds(arguments.GetValue(s_warmUp)),
            Duration = TimeSpan.FromSeconds(arguments.GetValue(s_duration)),
            RotationDuration = TimeSpan.FromSeconds(arguments.GetValue(s_rotation)),
            Core = core is null ? null : int.Parse(core, CultureInfo.InvariantCulture),
        };
        var benchmark = new AdmissionBenchmark(settings, Console.Error.WriteLine);
        var results = await benchmark.RunAsync(cancellationToken);
        new Report(Console.Out, Console.Error).Machine();
        await Console.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"reviews of {benchmark.BodyLength / 1000:0.0} kB on average")
        );
        AdmissionReport.Write(Console.Out, settings, results);
        return results.Any(result => result.Load.Failures.Count > 0) ? 1 : 0;
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
