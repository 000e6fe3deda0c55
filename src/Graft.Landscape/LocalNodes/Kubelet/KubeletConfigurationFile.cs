using System.Text.Json.Nodes;
using Graft.Kubernetes.Yaml;
using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>A kubelet's configuration file on a node.</summary>
internal static class KubeletConfigurationFile
{
    private const string Standard = "/var/lib/kubelet/config/kubelet";

    /// <exception cref="LocalNodeException">The file cannot be read.</exception>
    public static JsonObject Read(NodeRoot root, string? path)
    {
        try
        {
            return path is null ? [] : YamlDocument.Parse(root.TryReadText(path) ?? "") as JsonObject ?? [];
        }
        catch (YamlFormatException exception)
        {
            throw new LocalNodeException($"{path}: {exception.Message}", exception);
        }
    }

    public static bool UsesSystemdCgroups(NodeRoot root) => (string?)Read(root, Standard)["cgroupDriver"] == "systemd";
}
