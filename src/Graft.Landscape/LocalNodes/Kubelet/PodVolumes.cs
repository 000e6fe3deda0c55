using System.Text;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>Makes the directories of a pod's volumes: paths of the node, ConfigMaps as files, anything else empty.</summary>
internal sealed class PodVolumes(NodeRoot root, IKubernetesClient shoot)
{
    /// <returns>The directory of each volume by name.</returns>
    /// <exception cref="LocalNodeException">A ConfigMap does not exist.</exception>
    public async Task<IReadOnlyDictionary<string, string>> SetUpAsync(
        Pod pod,
        string podDirectory,
        CancellationToken cancellationToken
    )
    {
        var directories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec?.Volumes ?? [])
        {
            var own = Path.Combine(podDirectory, "volumes", volume.Name!);
            directories[volume.Name!] = volume switch
            {
                { HostPath: { } host } => HostDirectory(host),
                { ConfigMap: { } config } => await WriteConfigMapAsync(pod, config, own, cancellationToken),
                _ => Directory.CreateDirectory(own).FullName,
            };
        }
        return directories;
    }

    private string HostDirectory(HostPathVolumeSource host)
    {
        if (host.Type == "DirectoryOrCreate")
        {
            root.CreateDirectory(host.Path!);
        }
        return root.Resolve(host.Path!);
    }

    private async Task<string> WriteConfigMapAsync(
        Pod pod,
        ConfigMapVolumeSource source,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var key = new ObjectKey(pod.Metadata.Namespace, source.Name!);
        var config =
            await shoot.FindAsync<ConfigMap>(key, cancellationToken)
            ?? throw new LocalNodeException($"configmap \"{source.Name}\" not found");
        Directory.CreateDirectory(directory);
        var values = (config.Data ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Select(entry => (entry.Key, Value: Encoding.UTF8.GetBytes(entry.Value)))
            .Concat(
                (config.BinaryData ?? new Dictionary<string, byte[]>(StringComparer.Ordinal)).Select(entry =>
                    (entry.Key, entry.Value)
                )
            );
        foreach (var (name, value) in values)
        {
            await File.WriteAllBytesAsync(Path.Combine(directory, Path.GetFileName(name)), value, cancellationToken);
        }
        return directory;
    }
}
