using Graft.Api.Kubernetes;
using Graft.Containerd.Protocol;
using Graft.Kubernetes;
using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.Kubelet.Cri;

/// <summary>Runs any pod through the node's own container runtime, under the handler that its runtime class names.</summary>
/// <param name="runtime">The node's container runtime.</param>
/// <param name="images">Brings images onto the node.</param>
/// <param name="root">The node's file system.</param>
/// <param name="volumes">The node's volumes.</param>
/// <param name="shoot">Has the runtime classes.</param>
/// <param name="time">The clock.</param>
internal sealed class CriEngine(
    CriConnection runtime,
    INodeImages images,
    NodeRoot root,
    PodVolumes volumes,
    IKubernetesClient shoot,
    TimeProvider time
) : IContainerEngine
{
    private const string PodsDirectory = "/var/lib/kubelet/pods";

    public string? FindRefusal(Pod pod) => null;

    public async Task<IPodSandbox> OpenAsync(Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveLeftoversAsync(pod.Metadata.Uid!, cancellationToken);
            var handler = await HandlerOfAsync(pod, cancellationToken);
            await images.EnsureSandboxImageAsync(cancellationToken);
            foreach (var container in (pod.Spec?.InitContainers ?? []).Concat(pod.Spec?.Containers ?? []))
            {
                await images.EnsureAsync(container.Image ?? "", cancellationToken);
            }
            var mounts = await MountsAsync(pod, cancellationToken);
            var config = PodSandboxTranslation.ConfigOf(pod, CgroupParent());
            var sandbox = await runtime.RunPodSandboxAsync(
                new RunPodSandboxRequest { Config = config, RuntimeHandler = handler },
                cancellationToken
            );
            var status = await runtime.PodSandboxStatusAsync(
                new PodSandboxStatusRequest { PodSandboxId = sandbox.PodSandboxId },
                cancellationToken
            );
            return new CriSandbox(runtime, pod, config, status.Status, mounts, time);
        }
        catch (CriException exception)
        {
            throw new LocalNodeException(exception.Message, exception);
        }
    }

    public void Forget(Pod pod)
    {
        string[] paths = [VolumesOf(pod), PodSandboxTranslation.LogDirectoryOf(pod.Metadata)];
        foreach (var directory in paths.Select(root.Resolve).Where(Directory.Exists))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string VolumesOf(Pod pod) => $"{PodsDirectory}/{pod.Metadata.Uid}";

    private async Task RemoveLeftoversAsync(string uid, CancellationToken cancellationToken)
    {
        var filter = new PodSandboxFilter { LabelSelector = { [PodSandboxTranslation.PodUidLabel] = uid } };
        var sandboxes = await runtime.ListPodSandboxAsync(
            new ListPodSandboxRequest { Filter = filter },
            cancellationToken
        );
        foreach (var sandbox in sandboxes.Items)
        {
            await runtime.StopPodSandboxAsync(new() { PodSandboxId = sandbox.Id }, cancellationToken);
            await runtime.RemovePodSandboxAsync(new() { PodSandboxId = sandbox.Id }, cancellationToken);
        }
    }

    private async Task<string> HandlerOfAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Spec?.RuntimeClassName is not { Length: > 0 } name)
        {
            return "";
        }
        var runtimeClass = await shoot.FindAsync<RuntimeClass>(new ObjectKey(name), cancellationToken);
        return runtimeClass?.Handler ?? throw new LocalNodeException($"RuntimeClass \"{name}\" not found");
    }

    /// <summary>The node's own paths of the pod's volumes.</summary>
    private async Task<IReadOnlyDictionary<string, string>> MountsAsync(Pod pod, CancellationToken cancellationToken)
    {
        var here = await volumes.SetUpAsync(pod, root.Resolve(VolumesOf(pod)), cancellationToken);
        return here.ToDictionary(
            volume => volume.Key,
            volume => "/" + Path.GetRelativePath(root.Directory, volume.Value).TrimStart('.'),
            StringComparer.Ordinal
        );
    }

    /// <summary>Where systemd manages cgroups, a slice of its own tree is asked for.</summary>
    private string CgroupParent() => KubeletConfigurationFile.UsesSystemdCgroups(root) ? "kubepods.slice" : "/kubepods";
}
