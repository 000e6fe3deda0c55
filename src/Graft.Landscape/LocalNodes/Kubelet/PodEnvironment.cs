using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>What the pods of one node run with.</summary>
internal sealed record PodEnvironment
{
    /// <summary>Each pod has a directory of its own here, named by its UID.</summary>
    public required string PodsDirectory { get; init; }

    public required PodVolumes Volumes { get; init; }

    /// <summary>How to run the installer for a container, whose image says which runtime's files it has.</summary>
    public required Func<Container, InstallerCommand> InstallerFor { get; init; }

    public required IKubernetesClient Shoot { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
