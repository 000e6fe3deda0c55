using Graft.Kubernetes;
using Graft.Kubernetes.Events;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>What the pods of one node run with.</summary>
internal sealed record PodEnvironment
{
    public required IContainerEngine Engine { get; init; }

    public required IKubernetesClient Shoot { get; init; }

    /// <summary>What users are told of their pods beside the status.</summary>
    public required EventRecorder Events { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
