using Graft.Kubernetes;
using Graft.Landscape.Clusters;
using Graft.Landscape.Components;
using Graft.Landscape.Logging;
using Graft.Landscape.Progress;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Graft.Landscape;

/// <summary>
/// A garden, a seed, their Shoots and nodes, and every component that works on them, on one machine. Its state lies in the
/// data directory; a landscape that is started there again goes on where it was.
/// </summary>
public sealed class LocalLandscape : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly ILoggerFactory _loggers;
    private readonly LandscapeClusters _clusters;
    private readonly LandscapeComponents _components;

    private LocalLandscape(
        DataDirectory data,
        ILoggerFactory loggers,
        LandscapeClusters clusters,
        LandscapeComponents components
    )
    {
        (_data, _loggers, _clusters, _components) = (data, loggers, clusters, components);
    }

    /// <summary>The cluster that holds Shoots.</summary>
    public IKubernetesClient Garden => _clusters.Garden;

    /// <summary>The cluster that holds what the core and the extensions exchange.</summary>
    public IKubernetesClient Seed => _clusters.Seed;

    /// <summary>A kubeconfig with a context per cluster.</summary>
    public string KubeconfigPath => _data.Kubeconfig;

    /// <summary>Brings up everything but Shoots; reports each step.</summary>
    /// <exception cref="LandscapeException">The data directory is in use, or a program is missing or does not come up.</exception>
    public static async Task<LocalLandscape> StartAsync(
        LandscapeOptions options,
        IProgress<ProgressUpdate> progress,
        CancellationToken cancellationToken
    )
    {
        var data = DataDirectory.Open(options.DataDirectory);
        var loggers = CreateLoggers(data, options);
        LandscapeClusters? clusters = null;
        try
        {
            var steps = new Steps(progress);
            clusters = await steps.RunAsync(
                "API servers of garden and seed",
                () => LandscapeClusters.StartAsync(data, options, loggers, cancellationToken)
            );
            var components = await LandscapeComponents.StartAsync(
                new LandscapeContext(data, options, clusters, loggers, TimeProvider.System),
                steps,
                progress,
                cancellationToken
            );
            return new LocalLandscape(data, loggers, clusters, components);
        }
        catch
        {
            if (clusters is not null)
            {
                await clusters.DisposeAsync();
            }
            loggers.Dispose();
            data.Dispose();
            throw;
        }
    }

    /// <summary>A client of a Shoot's own cluster; null where there is none of that technical ID.</summary>
    public KubernetesClient? ConnectShoot(string technicalId) => _clusters.Connect(technicalId);

    /// <summary>Returns when cancelled.</summary>
    /// <exception cref="LandscapeException">A component ended of itself; the landscape's log has the details.</exception>
    public Task RunUntilFailureAsync(CancellationToken cancellationToken) =>
        _components.RunUntilFailureAsync(cancellationToken);

    /// <summary>Ends every component, then the API servers. The state stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _components.DisposeAsync();
        await _clusters.DisposeAsync();
        _loggers.Dispose();
        _data.Dispose();
    }

    private static ILoggerFactory CreateLoggers(DataDirectory data, LandscapeOptions options) =>
        LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Information);
            logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            logging.AddProvider(new FileLoggerProvider(data.Log, TimeProvider.System));
            if (options.LogToStandardError)
            {
                logging.AddSimpleConsole(console => console.SingleLine = true);
                logging.Services.Configure<ConsoleLoggerOptions>(console =>
                    console.LogToStandardErrorThreshold = LogLevel.Trace
                );
            }
        });
}
