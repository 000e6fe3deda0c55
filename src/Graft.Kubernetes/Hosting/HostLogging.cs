using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Graft.Kubernetes.Hosting;

/// <summary>
/// Logs to the standard error, a line each: JSON for machines, with the scopes that tie a line to its reconcile and to its
/// trace, or short text for people.
/// </summary>
internal static class HostLogging
{
    public static ServiceProvider Create(LogLevel level, bool isJson) =>
        new ServiceCollection()
            .AddLogging(logging =>
            {
                logging.SetMinimumLevel(level);
                logging.AddFilter("Microsoft", LogLevel.Warning);
                logging.Configure(factory =>
                    factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
                );
                logging.Services.Configure<ConsoleLoggerOptions>(console =>
                    console.LogToStandardErrorThreshold = LogLevel.Trace
                );
                if (isJson)
                {
                    logging.AddJsonConsole(json =>
                    {
                        json.IncludeScopes = true;
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
