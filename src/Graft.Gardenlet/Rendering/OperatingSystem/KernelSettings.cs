using System.Text;
using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>
/// Kernel parameters of a node. A kubelet that protects kernel defaults does not start on a machine that lacks the first
/// six.
/// </summary>
internal static class KernelSettings
{
    private const string Path = "/etc/sysctl.d/99-k8s-general.conf";

    private static readonly (string Key, string Value)[] s_defaults =
    [
        ("kernel.keys.root_maxbytes", "25000000"),
        ("kernel.keys.root_maxkeys", "1000000"),
        ("kernel.panic", "10"),
        ("kernel.panic_on_oops", "1"),
        ("vm.overcommit_memory", "1"),
        ("vm.panic_on_oom", "0"),
        ("fs.inotify.max_user_instances", "8192"),
        ("fs.inotify.max_user_watches", "524288"),
        ("net.ipv4.ip_forward", "1"),
        ("vm.max_map_count", "135217728"),
    ];

    /// <summary>The file of the unit that applies such files is watched, so that a change takes effect at once.</summary>
    public static SystemdUnit Unit =>
        new()
        {
            Name = "systemd-sysctl.service",
            Command = "restart",
            Enable = true,
            FilePaths = [Path],
        };

    public static OperatingSystemFile File(ShootPool pool)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in s_defaults)
        {
            settings[key] = value;
        }
        foreach (var (key, value) in pool.Worker.Sysctls ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            settings[key] = value;
        }
        var text = new StringBuilder("# Kernel settings of Kubernetes nodes.\n");
        foreach (var (key, value) in settings)
        {
            text.Append(key).Append(" = ").Append(value).Append('\n');
        }
        return NodeFile.Text(Path, NodeFile.Readable, text.ToString());
    }
}
