using Graft.Gardenlet.Shoots;
using Graft.Kubernetes;
using Graft.Kubernetes.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Gardenlet.Hosting;

/// <summary>
/// Runs a gardenlet as a program of its own, for standalone mode: <c>--kubeconfig</c> is the seed, <c>--garden-kubeconfig</c>
/// the garden (the same cluster where it is left out).
/// </summary>
public static class GardenletHost
{
    /// <summary>Runs until a signal asks for the end. Exit codes as <see cref="KubernetesHost"/> has them.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var flags = new GardenletFlags();
        return new KubernetesHost("graft-gardenlet", "Makes clusters of the Shoots of one seed")
            .With([.. flags.All])
            .RunAsync(args, output, error, (host, token) => WorkAsync(flags, host, token));
    }

    private static async Task WorkAsync(
        GardenletFlags flags,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        using var garden = await ConnectAsync(host.Arguments.GetValue(flags.GardenKubeconfig), host, cancellationToken);
        var gardenlet = new Gardenlet(
            new GardenletOptions
            {
                Garden = garden ?? host.Client,
                Seed = host.Client,
                SeedName = host.Arguments.GetRequiredValue(flags.SeedName),
                ControlPlane = new KubeconfigSecretControlPlane(host.Client),
                ClaimsUnscheduledShoots = host.Arguments.GetValue(flags.ClaimUnscheduled),
                ConcurrentShoots = host.Arguments.GetValue(flags.ConcurrentShoots),
            },
            host.Time,
            host.Random,
            host.LoggerFactory
        );
        await host.LeadAsync("graft-gardenlet-leader-election", gardenlet.RunAsync, cancellationToken);
    }

    private static async Task<KubernetesClient?> ConnectAsync(
        string? kubeconfig,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(kubeconfig))
        {
            return null;
        }
        var connection = await ClusterConnection.FromKubeconfigFileAsync(kubeconfig, null, cancellationToken);
        return new KubernetesClient(
            connection with
            {
                UserAgent = "graft-gardenlet",
            },
            host.Time,
            host.LoggerFactory.CreateLogger<KubernetesClient>()
        );
    }
}
