using Graft.Kubernetes.Embedded.Pods;
using Graft.Landscape.LocalNodes.Kubelet.Processes;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>What the containers of local nodes have written, from the files in which the nodes keep it.</summary>
internal sealed class LocalContainerLogs(string nodes) : IContainerLogs
{
    public Stream? Open(ContainerLog log)
    {
        var pod = Path.Combine(nodes, log.Node, "pods", log.PodUid);
        var path = ContainerLogFile.PathOf(Path.Combine(pod, log.Container), log.IsPrevious);
        return File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : null;
    }
}
