using System.Globalization;
using Graft.Kubernetes.Embedded.Pods;
using Graft.Landscape.LocalNodes.Kubelet.Cri;
using Graft.Landscape.LocalNodes.Kubelet.Processes;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>What the containers of local nodes have written, from the files in which the nodes keep it.</summary>
internal sealed class LocalContainerLogs(string nodes) : IContainerLogs
{
    public Stream? Open(ContainerLog log)
    {
        var path = PathOfProcess(log);
        path = File.Exists(path) ? path : FindOfRuntime(log);
        return path is not null
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : null;
    }

    private string PathOfProcess(ContainerLog log) =>
        ContainerLogFile.PathOf(Path.Combine(nodes, log.Node, "pods", log.PodUid, log.Container), log.IsPrevious);

    /// <summary>A container runtime writes one file per start, where its kubelet tells it to.</summary>
    private string? FindOfRuntime(ContainerLog log)
    {
        var logs = Path.Combine(nodes, log.Node, "root", PodSandboxTranslation.LogRoot.TrimStart('/'));
        var pod = Directory.Exists(logs) ? Directory.GetDirectories(logs, $"*_{log.PodUid}").FirstOrDefault() : null;
        var container = Path.Combine(pod ?? "", log.Container);
        if (pod is null || !Directory.Exists(container))
        {
            return null;
        }
        return Directory
            .GetFiles(container, "*.log")
            .Select(file => (File: file, Attempt: AttemptOf(file)))
            .Where(each => each.Attempt >= 0)
            .OrderByDescending(each => each.Attempt)
            .Skip(log.IsPrevious ? 1 : 0)
            .Select(each => each.File)
            .FirstOrDefault();
    }

    private static int AttemptOf(string file) =>
        int.TryParse(
            Path.GetFileNameWithoutExtension(file),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var attempt
        )
            ? attempt
            : -1;
}
