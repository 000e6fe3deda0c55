using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Graft.Kubernetes.Hosting.Export;
using Graft.Kubernetes.Hosting.Metrics;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Hosting;

/// <summary>
/// The frame of a component: flags, connection, logs, health, metrics, traces, orderly end on SIGTERM and SIGINT. How the
/// process ends is told by <see cref="ExitCodes"/>. The environment variables of OpenTelemetry switch its export on
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin); without them it costs nothing.
/// </summary>
/// <example>
/// <code>
/// return await new KubernetesHost("widget-controller", "Keeps widgets in step with their specs")
///     .With(maxConcurrentReconciles)
///     .RunAsync(args, Console.Out, Console.Error, async (host, ct) => await controllerOf(host).RunAsync(ct));
/// </code>
/// </example>
public sealed class KubernetesHost(string name, string description)
{
    private readonly HostOptions _options = new();
    private readonly List<Option> _ownOptions = [];
    private readonly List<string> _meters = [Instruments.Name, ProcessMetrics.MeterName, "System.Runtime"];

    /// <summary>
    /// Adds options of the component's own. Their validators run with the command line: a wrong value ends the process before
    /// anything has started, so messages should name the flag and the reason.
    /// </summary>
    public KubernetesHost With(params ReadOnlySpan<Option> options)
    {
        _ownOptions.AddRange(options);
        return this;
    }

    /// <summary>
    /// Serves and exports what these meters measure, too; a name may end in <c>*</c>. Instruments should be named for
    /// Prometheus (<c>widgets_polished_total</c>) or by OpenTelemetry's conventions, which are translated. Tags must be few in
    /// value: no metric has more than 2,000 series, what goes beyond is counted together.
    /// </summary>
    public KubernetesHost WithMeters(params ReadOnlySpan<string> meters)
    {
        _meters.AddRange(meters);
        return this;
    }

    /// <summary>Runs the component until its work ends or a signal asks for the end.</summary>
    public Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        Func<KubernetesHostContext, CancellationToken, Task> workAsync
    ) => RunAsync(args, output, error, workAsync, CancellationToken.None);

    /// <summary>Runs the component until its work ends, a signal asks for the end, or the token is cancelled.</summary>
    public async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        Func<KubernetesHostContext, CancellationToken, Task> workAsync,
        CancellationToken cancellationToken
    )
    {
        var export = ExportSettings.From(Environment.GetEnvironmentVariable);
        var command = new RootCommand(description);
        foreach (var option in _options.All.Concat(_ownOptions))
        {
            command.Options.Add(option);
        }
        command.SetAction(
            (arguments, token) =>
                new HostRun(name, _options, arguments, export, _meters, error).RunAsync(workAsync, token)
        );
        var parsed = command.Parse(args);
        if (ProblemsOf(parsed, export) is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
            {
                await error.WriteLineAsync($"{name}: {problem}");
            }
            await error.WriteLineAsync($"{name}: see {name} --help");
            return ExitCodes.WrongCommandLine;
        }
        // Signals are handled by the run, with the time that draining takes; the library's own handling cuts it to two seconds.
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static List<string> ProblemsOf(ParseResult parsed, ExportSettings export)
    {
        var problems = parsed.Errors.Select(Text).ToList();
        // Help is never withheld for a variable.
        if (parsed.Action is AsynchronousCommandLineAction)
        {
            problems.AddRange(export.Problems);
        }
        return problems;
    }

    /// <summary>One line that names the flag, also where the library's own message does not.</summary>
    private static string Text(ParseError error)
    {
        var message = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return
            error.SymbolResult is OptionResult { Option.Name: var flag }
            && !message.Contains(flag, StringComparison.Ordinal)
            ? $"{flag}: {message}"
            : message;
    }
}
