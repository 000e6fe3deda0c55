using System.CommandLine;
using System.Runtime.InteropServices;
using Graft.Kubernetes.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Graft.Kubernetes.Hosting;

/// <summary>
/// The frame of a component: flags, connection, logs, health and metrics, orderly end on SIGTERM and SIGINT. Exit codes:
/// 0 ended as asked, 1 failed (the reason is logged), 2 wrong command line.
/// </summary>
/// <example>
/// <code>
/// return await new KubernetesHost("widget-controller", "Keeps widgets in step with their specs")
///     .With(maxConcurrentReconciles)
///     .RunAsync(args, Console.Out, Console.Error, async (host, ct) => await controllerOf(host).RunAsync(ct));
/// </code>
/// </example>
public sealed partial class KubernetesHost(string name, string description)
{
    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(30);

    private readonly HostOptions _options = new();
    private readonly List<Option> _ownOptions = [];

    /// <summary>Adds options of the component's own; their validators belong to the command line's.</summary>
    public KubernetesHost With(params ReadOnlySpan<Option> options)
    {
        _ownOptions.AddRange(options);
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
        var command = new RootCommand(description);
        foreach (var option in _options.All.Concat(_ownOptions))
        {
            command.Options.Add(option);
        }
        command.SetAction((arguments, token) => HostAsync(arguments, error, workAsync, token));
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
            {
                await error.WriteLineAsync($"{name}: {problem.Message}");
            }
            await error.WriteLineAsync($"{name}: see {name} --help");
            return 2;
        }
        // Signals are handled here, with the time that draining takes; the library's own handling cuts it to two seconds.
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private async Task<int> HostAsync(
        ParseResult arguments,
        TextWriter error,
        Func<KubernetesHostContext, CancellationToken, Task> workAsync,
        CancellationToken cancellationToken
    )
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopping));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopping));
        await using var services = LoggingServices(arguments);
        var loggerFactory = services.GetRequiredService<ILoggerFactory>();
        var logger = loggerFactory.CreateLogger<KubernetesHost>();
        try
        {
            var connection = await ClusterConnection.LoadDefaultAsync(
                arguments.GetValue(_options.Kubeconfig),
                arguments.GetValue(_options.Context),
                stopping.Token
            );
            await ServeAsync(arguments, connection, loggerFactory, workAsync, stopping);
            Log.Ended(logger, name);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.Ended(logger, name);
            return 0;
        }
        catch (KubeconfigException exception)
        {
            await error.WriteLineAsync($"{name}: {exception.Message}");
            return 1;
        }
        catch (Exception exception)
        {
            // The last stop of whatever nobody handled: logged once, and told by the exit code.
            Log.Failed(logger, exception, name);
            return 1;
        }
    }

    private async Task ServeAsync(
        ParseResult arguments,
        ClusterConnection connection,
        ILoggerFactory loggerFactory,
        Func<KubernetesHostContext, CancellationToken, Task> workAsync,
        CancellationTokenSource stopping
    )
    {
        var logger = loggerFactory.CreateLogger<KubernetesHost>();
        connection = connection with { UserAgent = name };
        using var client = new KubernetesClient(
            connection,
            TimeProvider.System,
            loggerFactory.CreateLogger<KubernetesClient>()
        );
        using var metrics = new MetricsCollector();
        var host = new KubernetesHostContext(
            arguments,
            connection,
            client,
            LeaderElection(arguments, connection),
            TimeProvider.System,
            new Random(),
            loggerFactory
        );
        await using var servers = await DiagnosticsAsync(arguments, host.Health, metrics, stopping.Token);
        Log.Started(logger, name, connection.Server, connection.Source);
        using var caches = new CancellationTokenSource();
        var informers = host.Informers.RunAsync(caches.Token);
        var work = Task.Run(() => workAsync(host, stopping.Token), CancellationToken.None);
        await EndOfAsync(work, stopping.Token);
        await caches.CancelAsync();
        await informers;
    }

    /// <summary>Waits for the work; once it is asked to end, only for so long.</summary>
    private static async Task EndOfAsync(Task work, CancellationToken stopping)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Register(() => asked.TrySetResult());
        if (await Task.WhenAny(work, asked.Task) == asked.Task)
        {
            await work.WaitAsync(s_drainTimeout, TimeProvider.System, CancellationToken.None);
        }
        else
        {
            await work;
        }
    }

    private async Task<DiagnosticsServers> DiagnosticsAsync(
        ParseResult arguments,
        Health health,
        MetricsCollector metrics,
        CancellationToken cancellationToken
    )
    {
        var servers = new DiagnosticsServers();
        try
        {
            await servers.AddAsync(
                arguments.GetRequiredValue(_options.HealthAddress),
                new Dictionary<string, Func<(int, string)>>(StringComparer.Ordinal)
                {
                    ["/healthz"] = () => (200, "ok\n"),
                    ["/readyz"] = () =>
                        health.Failing is { Count: > 0 } failing
                            ? (503, $"not ready: {string.Join(", ", failing)}\n")
                            : (200, "ok\n"),
                },
                cancellationToken
            );
            await servers.AddAsync(
                arguments.GetRequiredValue(_options.MetricsAddress),
                new Dictionary<string, Func<(int, string)>>(StringComparer.Ordinal)
                {
                    ["/metrics"] = () => (200, metrics.Write()),
                },
                cancellationToken
            );
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    private LeaderElectionSettings LeaderElection(ParseResult arguments, ClusterConnection connection) =>
        new(
            arguments.GetValue(_options.LeaderElection),
            arguments.GetValue(_options.LeaderElectionNamespace) ?? connection.Namespace ?? "default",
            $"{Environment.MachineName}_{Guid.NewGuid():N}"
        );

    private ServiceProvider LoggingServices(ParseResult arguments)
    {
        var level = arguments.GetValue(_options.LogLevel);
        var isJson = arguments.GetValue(_options.LogFormat) == "json";
        return new ServiceCollection()
            .AddLogging(logging =>
            {
                logging.SetMinimumLevel(level);
                logging.AddFilter("Microsoft", LogLevel.Warning);
                logging.Services.Configure<ConsoleLoggerOptions>(console =>
                    console.LogToStandardErrorThreshold = LogLevel.Trace
                );
                if (isJson)
                {
                    logging.AddJsonConsole(json =>
                    {
                        json.UseUtcTimestamp = true;
                        json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                    });
                }
                else
                {
                    logging.AddSimpleConsole(text =>
                    {
                        text.SingleLine = true;
                        text.TimestampFormat = "HH:mm:ss ";
                    });
                }
            })
            .BuildServiceProvider();
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stopping)
    {
        // The first signal asks; a second one finds its default action and ends the process.
        if (!stopping.IsCancellationRequested)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Component} works on {Server} ({Source}).")]
        public static partial void Started(ILogger logger, string component, Uri server, string source);

        [LoggerMessage(2, LogLevel.Information, "{Component} has ended.")]
        public static partial void Ended(ILogger logger, string component);

        [LoggerMessage(3, LogLevel.Critical, "{Component} failed.")]
        public static partial void Failed(ILogger logger, Exception exception, string component);
    }
}
