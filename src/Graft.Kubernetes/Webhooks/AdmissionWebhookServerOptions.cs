using System.Net;

namespace Graft.Kubernetes.Webhooks;

/// <summary>Where an admission server listens and what it takes.</summary>
public sealed record AdmissionWebhookServerOptions
{
    /// <summary>Default all interfaces, since API servers call from outside of the pod.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>0 takes any free port; default 10250, which control planes that reach nodes at all can reach.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>
    /// The largest body; default 7 MiB: API servers store objects of up to 3 MiB as JSON, and an update carries two.
    /// </summary>
    public long MaximumBodyBytes { get; init; } = 7 * 1024 * 1024;

    /// <summary>
    /// How long a handler may take; default 30 s, the longest that a webhook configuration can give it. What the API server
    /// itself allows, which it says with each call, counts where it is shorter.
    /// </summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
