using Graft.Extensions.Controllers;
using Graft.Extensions.Heartbeats;
using Graft.Extensions.Images;
using Graft.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Extensions.Hosting;

/// <summary>Runs an extension as a program of its own: flags, leader election, heartbeat, health, orderly end.</summary>
/// <example>
/// The whole Program.cs of an extension:
/// <code>return await ExtensionHost.RunAsync(FastExtension.Definition, args, Console.Out, Console.Error);</code>
/// </example>
public static partial class ExtensionHost
{
    /// <summary>Runs until a signal asks for the end. Exit codes as <see cref="KubernetesHost"/> has them.</summary>
    public static Task<int> RunAsync(
        ExtensionDefinition definition,
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error
    ) => RunAsync(definition, args, output, error, CancellationToken.None);

    /// <summary>Runs until a signal or the token asks for the end.</summary>
    public static Task<int> RunAsync(
        ExtensionDefinition definition,
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var options = new ExtensionOptions();
        return new KubernetesHost(definition.Program, definition.Description)
            .With([.. options.All, .. definition.Options])
            .RunAsync(
                args,
                output,
                error,
                (host, token) => WorkAsync(definition, options, host, token),
                cancellationToken
            );
    }

    private static async Task WorkAsync(
        ExtensionDefinition definition,
        ExtensionOptions options,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        var arguments = host.Arguments;
        Log.Starting(
            host.LoggerFactory.CreateLogger(typeof(ExtensionHost)),
            definition.Name,
            ImageVector.OwnVersion,
            arguments.GetValue(options.GardenerVersion) ?? "unknown"
        );
        var services = new ExtensionServices
        {
            Seed = host.Client,
            Informers = host.Informers,
            Events = host.Events,
            Time = host.Time,
            Random = host.Random,
            Loggers = host.LoggerFactory,
            Images = await ImageVector.FromEnvironmentAsync(cancellationToken),
        };
        var controllers = new ExtensionControllers(
            services,
            new ExtensionControllerOptions
            {
                MaxConcurrentReconciles = arguments.GetValue(options.MaxConcurrentReconciles),
                HealthCheckMaxConcurrentReconciles = arguments.GetValue(options.HealthCheckMaxConcurrentReconciles),
                IgnoreOperationAnnotation = arguments.GetValue(options.IgnoreOperationAnnotation),
                ExtensionClass = arguments.GetRequiredValue(options.ExtensionClass),
                DisabledControllers = arguments.GetRequiredValue(options.DisableControllers),
            }
        );
        definition.AddControllers(controllers, arguments);
        var heartbeat = CreateHeartbeat(definition, options, host);
        await host.LeadAsync(
            $"{definition.Name}-leader-election",
            token => Task.WhenAll(controllers.RunAsync(token), heartbeat?.RunAsync(token) ?? Task.CompletedTask),
            cancellationToken
        );
    }

    private static Heartbeat? CreateHeartbeat(
        ExtensionDefinition definition,
        ExtensionOptions options,
        KubernetesHostContext host
    )
    {
        if (host.Arguments.GetValue(options.HeartbeatNamespace) is not { Length: > 0 } @namespace)
        {
            return null;
        }
        var heartbeat = new HeartbeatOptions
        {
            ExtensionName = definition.Name,
            Namespace = @namespace,
            RenewInterval = TimeSpan.FromSeconds(host.Arguments.GetValue(options.HeartbeatRenewInterval)),
        };
        return new Heartbeat(host.Client, heartbeat, host.Time, host.LoggerFactory.CreateLogger<Heartbeat>());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Extension {Extension} {Version} starts (Gardener {GardenerVersion}).")]
        public static partial void Starting(ILogger logger, string extension, string version, string gardenerVersion);
    }
}
