using Graft.Kubernetes.Embedded.Pods;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>What the containers of local nodes have written, from the files in which the nodes keep it.</summary>
internal sealed class LocalContainerLogs(string nodes) : IContainerLogs
{
    public Stream? Open(string node, string podUid, string container)
    {
        var path = Path.Combine(nodes, node, "pods", podUid, $"{container}.log");
        return File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : null;
    }
}
