using Graft.Kubernetes;
using Graft.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.ResourceManager.Hosting;

/// <summary>Runs the resource manager as a program of its own.</summary>
public static class ResourceManagerHost
{
    private const string Program = "graft-resource-manager";

    /// <summary>Runs until a signal asks for the end. Exit codes as <see cref="KubernetesHost"/> has them.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var flags = new ResourceManagerFlags();
        return new KubernetesHost(Program, "Applies the objects of ManagedResources to another cluster")
            .With(flags.All)
            .RunAsync(args, output, error, (host, token) => WorkAsync(flags, host, token));
    }

    private static async Task WorkAsync(
        ResourceManagerFlags flags,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        var options = new ResourceManagerOptions
        {
            SourceNamespace = host.Arguments.GetValue(flags.Namespace),
            ResourceClass = host.Arguments.GetRequiredValue(flags.ResourceClass),
            ClusterId = host.Arguments.GetRequiredValue(flags.ClusterId),
            MaxConcurrentReconciles = host.Arguments.GetValue(flags.MaxConcurrentReconciles),
            SyncPeriod = host.Arguments.GetValue(flags.SyncPeriod),
        };
        using var target = await TargetAsync(flags, host, cancellationToken);
        var controller = new ManagedResourceController(
            host.Client,
            target ?? host.Client,
            options,
            host.Time,
            host.Random,
            host.LoggerFactory
        );
        await host.LeadAsync(Program, controller.RunAsync, cancellationToken);
    }

    private static async Task<KubernetesClient?> TargetAsync(
        ResourceManagerFlags flags,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        if (host.Arguments.GetValue(flags.TargetKubeconfig) is not { Length: > 0 } path)
        {
            return null;
        }
        var connection = await ClusterConnection.FromKubeconfigFileAsync(path, null, cancellationToken);
        return new KubernetesClient(
            connection with
            {
                UserAgent = Program,
            },
            host.Time,
            host.LoggerFactory.CreateLogger<KubernetesClient>()
        );
    }
}
