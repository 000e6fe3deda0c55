using System.CommandLine;
using Graft.Kubernetes.Connections;
using Graft.Kubernetes.Hosting.Export;
using Graft.Kubernetes.Hosting.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Hosting;

/// <summary>One run of a component, from the parsed command line to the exit code.</summary>
internal sealed partial class HostRun(
    string name,
    HostOptions options,
    ParseResult arguments,
    ExportSettings export,
    IReadOnlyList<string> meters,
    TextWriter error
)
{
    public async Task<int> RunAsync(
        Func<KubernetesHostContext, CancellationToken, Task> workAsync,
        CancellationToken cancellationToken
    )
    {
        using var signals = new ProcessSignals(cancellationToken);
        await using var services = HostLogging.Create(
            arguments.GetValue(options.LogLevel),
            arguments.GetValue(options.LogFormat) == "json"
        );
        var loggerFactory = services.GetRequiredService<ILoggerFactory>();
        var logger = loggerFactory.CreateLogger<KubernetesHost>();
        try
        {
            var connection = await ClusterConnection.LoadDefaultAsync(
                arguments.GetValue(options.Kubeconfig),
                arguments.GetValue(options.Context),
                signals.Stopping
            );
            var server = arguments.GetValue(options.Master) is { } master ? new Uri(master) : connection.Server;
            await ServeAsync(
                connection with
                {
                    Server = server,
                    UserAgent = name,
                },
                loggerFactory,
                workAsync,
                signals.Stopping
            );
            Log.Ended(logger, name);
            return ExitCodes.Ended;
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            Log.Ended(logger, name);
            return ExitCodes.Ended;
        }
        catch (KubeconfigException exception)
        {
            await error.WriteLineAsync($"{name}: {exception.Message}");
            return ExitCodes.Failed;
        }
        catch (Exception exception)
        {
            // The last stop of whatever nobody handled: logged once, and told by the exit code.
            Log.Failed(logger, exception, name, exception.Message);
            return ExitCodes.Failed;
        }
    }

    private async Task ServeAsync(
        ClusterConnection connection,
        ILoggerFactory loggerFactory,
        Func<KubernetesHostContext, CancellationToken, Task> workAsync,
        CancellationToken stopping
    )
    {
        var logger = loggerFactory.CreateLogger<KubernetesHost>();
        // Who measures comes before who is measured; the last export still wants to know of the process.
        using var process = new ProcessMetrics();
        using var exported = TelemetryExport.Start(export, name, meters);
        using var metrics = new MetricRegistry(new MeterNames(meters), logger);
        using var client = new KubernetesClient(
            connection,
            TimeProvider.System,
            loggerFactory.CreateLogger<KubernetesClient>()
        );
        var host = new KubernetesHostContext(
            name,
            arguments,
            connection,
            client,
            LeaderElection(connection),
            TimeProvider.System,
            ConcurrentRandom.Instance,
            loggerFactory
        );
        var hasBegun = false;
        host.Health.Require("shutdown", () => !stopping.IsCancellationRequested);
        // What the work requires it says before it first waits; a probe that comes earlier must not take it for ready.
        host.Health.Require("begun", () => Volatile.Read(ref hasBegun));
        await using var health = await DiagnosticsServer.StartAsync(
            options.HealthAddress.Name,
            arguments.GetRequiredValue(options.HealthAddress),
            new HealthEndpoint(host.Health).HandleAsync,
            stopping
        );
        await using var scrapes = await DiagnosticsServer.StartAsync(
            options.MetricsAddress.Name,
            arguments.GetRequiredValue(options.MetricsAddress),
            new MetricsEndpoint(metrics).HandleAsync,
            stopping
        );
        Log.Started(logger, name, connection.Server, connection.Source);
        // The work is over before its caches are, and what it had to tell is told.
        using var background = new CancellationTokenSource();
        var informers = host.Informers.RunAsync(background.Token);
        var events = host.Events.RunAsync(background.Token);
        try
        {
            var work = Task.Run(() => BeginAsync(), CancellationToken.None);
            await EndOfAsync(work, stopping);
        }
        finally
        {
            await background.CancelAsync();
            await Task.WhenAll(informers, events);
        }

        Task BeginAsync()
        {
            var work = workAsync(host, stopping);
            Volatile.Write(ref hasBegun, true);
            return work;
        }
    }

    /// <summary>Waits for the work; once it is asked to end, only for so long.</summary>
    private async Task EndOfAsync(Task work, CancellationToken stopping)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Register(() => asked.TrySetResult());
        if (await Task.WhenAny(work, asked.Task) == work)
        {
            await work;
            return;
        }
        var limit = TimeSpan.FromSeconds(arguments.GetValue(options.ShutdownTimeout));
        try
        {
            await work.WaitAsync(limit, TimeProvider.System, CancellationToken.None);
        }
        catch (TimeoutException exception) when (!work.IsCompleted)
        {
            throw new TimeoutException(
                $"the work did not end within {limit.TotalSeconds} s of being asked to",
                exception
            );
        }
    }

    private LeaderElectionSettings LeaderElection(ClusterConnection connection) =>
        new(
            arguments.GetValue(options.LeaderElection),
            arguments.GetValue(options.LeaderElectionNamespace) ?? connection.Namespace ?? "default",
            $"{Environment.MachineName}_{Guid.NewGuid():N}",
            arguments.GetValue(options.LeaderElectionId)
        );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Component} works on {Server} ({Source}).")]
        public static partial void Started(ILogger logger, string component, Uri server, string source);

        [LoggerMessage(2, LogLevel.Information, "{Component} has ended.")]
        public static partial void Ended(ILogger logger, string component);

        [LoggerMessage(3, LogLevel.Critical, "{Component} failed: {Reason}")]
        public static partial void Failed(ILogger logger, Exception exception, string component, string reason);
    }
}
