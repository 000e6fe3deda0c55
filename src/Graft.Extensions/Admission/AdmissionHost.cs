using System.Net;
using Graft.Extensions.Admission.Webhooks;
using Graft.Kubernetes;
using Graft.Kubernetes.Connections;
using Graft.Kubernetes.Hosting;
using Graft.Kubernetes.Webhooks;
using Microsoft.Extensions.Logging;

namespace Graft.Extensions.Admission;

/// <summary>
/// Runs an admission component: serves the webhook over TLS with certificates of its own, and registers it in the garden.
/// The process is ready once it serves a certificate that the garden has been told to trust.
/// </summary>
/// <example>
/// The whole Program.cs of an admission component:
/// <code>return await AdmissionHost.RunAsync(FastAdmission.Definition, args, Console.Out, Console.Error);</code>
/// </example>
public static class AdmissionHost
{
    /// <summary>Runs until a signal asks for the end. Exit codes as <see cref="KubernetesHost"/> has them.</summary>
    public static Task<int> RunAsync(
        AdmissionDefinition definition,
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error
    ) => RunAsync(definition, args, output, error, CancellationToken.None);

    /// <summary>Runs until a signal or the token asks for the end.</summary>
    public static Task<int> RunAsync(
        AdmissionDefinition definition,
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var options = new AdmissionOptions();
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
        AdmissionDefinition definition,
        AdmissionOptions options,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        var arguments = host.Arguments;
        var address = options.AddressOf(arguments, definition.ComponentName);
        var ownerNamespace = arguments.GetValue(options.OwnerNamespace);
        var registration = new WebhookRegistration(definition, address, ownerNamespace, host.Client);
        ServingCertificates? certificates = null;
        // Asked for before anything is waited for, since the probes are served already. A certificate may be taken over from
        // the store before the garden has heard of it.
        host.Health.Require("certificate", () => certificates?.Current is not null);
        host.Health.Require("registration", () => !host.IsLeader || registration.IsPublished);
        certificates = new ServingCertificates(
            new ServingCertificateOptions { Name = definition.ComponentName, Hosts = address.Hosts },
            await StoreAsync(definition, address, host, cancellationToken),
            host.Time,
            host.LoggerFactory.CreateLogger<ServingCertificates>()
        );
        var webhook = new ShootWebhook(
            new ShootValidation(definition.CreateValidators(arguments)),
            new GardenCloudProfiles(host.Client, host.Informers)
        );
        await using var server = new AdmissionWebhookServer(
            new AdmissionWebhookServerOptions
            {
                Address = IPAddress.Parse(arguments.GetRequiredValue(options.ServerHost)),
                Port = arguments.GetValue(options.ServerPort),
            },
            certificates,
            host.Time,
            host.LoggerFactory
        ).Map(ShootWebhook.Path, webhook.HandleAsync);
        await server.StartAsync(cancellationToken);
        // The leader renews and publishes; every replica, the leader too, takes over what is stored.
        await Task.WhenAll(
            host.LeadAsync(
                definition.ComponentName,
                token => certificates.RunAsync(() => true, registration.PublishAsync, token),
                cancellationToken
            ),
            certificates.RunAsync(() => false, registration.PublishAsync, cancellationToken)
        );
        await server.StopAsync(CancellationToken.None);
    }

    /// <summary>Replicas share certificates by a Secret of their own cluster; a single process on a laptop needs none.</summary>
    private static async Task<ICertificateStore> StoreAsync(
        AdmissionDefinition definition,
        WebhookAddress address,
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        if (address.Namespace.Length == 0)
        {
            return new MemoryCertificateStore();
        }
        var secret = new ObjectKey(address.Namespace, $"{definition.ComponentName}-certificates");
        return new SecretCertificateStore(await RuntimeClusterAsync(host, cancellationToken), secret);
    }

    /// <summary>The cluster that the pod runs in; it may be another one than the garden that it judges for.</summary>
    private static async Task<IKubernetesClient> RuntimeClusterAsync(
        KubernetesHostContext host,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var connection = await ClusterConnection.InClusterAsync(cancellationToken);
            return new KubernetesClient(connection, host.Time, host.LoggerFactory.CreateLogger<KubernetesClient>());
        }
        catch (KubeconfigException)
        {
            // Not in a pod: the garden's own cluster has the namespace.
            return host.Client;
        }
    }
}
