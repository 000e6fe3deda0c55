using Graft.Extensions.Images;
using Graft.Kubernetes;
using Graft.Kubernetes.Events;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Extensions.Controllers;

/// <summary>What an extension's controllers work with. Several extensions of one process may share one instance.</summary>
public sealed record ExtensionServices
{
    /// <summary>The cluster that holds the extension objects.</summary>
    public required IKubernetesClient Seed { get; init; }

    /// <summary>The caches of that cluster; whoever made them runs them.</summary>
    public required InformerSet Informers { get; init; }

    /// <summary>Tells on the extension objects how their operations end; default nobody. Whoever made it runs it.</summary>
    public EventRecorder? Events { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Where images are pulled from; default as published.</summary>
    public ImageVector Images { get; init; } = ImageVector.Default;

    /// <summary>The usual services: system clock, and caches of their own for the client.</summary>
    public static ExtensionServices Create(IKubernetesClient seed, ILoggerFactory loggers)
    {
        var random = ConcurrentRandom.Instance;
        return new ExtensionServices
        {
            Seed = seed,
            Informers = new InformerSet(seed, TimeProvider.System, random, loggers),
            Time = TimeProvider.System,
            Random = random,
            Loggers = loggers,
        };
    }
}
