using Graft.Api.Gardener;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Rendering.Pools;

/// <summary>The labels of a pool's nodes (wire contract, section 4.5), sorted by key.</summary>
internal static class PoolLabels
{
    private static readonly string[] s_kubeletPrefixes = ["kubelet.kubernetes.io", "node.kubernetes.io"];

    private static readonly HashSet<string> s_kubeletLabels = new(StringComparer.Ordinal)
    {
        "kubernetes.io/hostname",
        "kubernetes.io/os",
        "kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "beta.kubernetes.io/arch",
        "beta.kubernetes.io/instance-type",
        "failure-domain.beta.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone",
    };

    private static readonly HashSet<string> s_kubeletLabelsSince17 = new(StringComparer.Ordinal)
    {
        "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone",
    };

    /// <summary>The user's labels, overruled by Gardener's.</summary>
    public static IReadOnlyDictionary<string, string> Of(ShootPool pool)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pool.Worker.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            labels[key] = value;
        }
        labels[WellKnown.Labels.NodeRole] = "node";
        labels[WellKnown.Labels.Architecture] = pool.Architecture;
        labels[WellKnown.Labels.WorkerPool] = pool.Name;
        labels[WellKnown.Labels.WorkerPoolDeprecated] = pool.Name;
        labels[WellKnown.Labels.NodeAgentSecretName] = pool.Key;
        if (pool.AllowsSystemComponents)
        {
            labels[WellKnown.Labels.SystemComponents] = "true";
        }
        else
        {
            labels.Remove(WellKnown.Labels.SystemComponents);
        }
        if (pool.Worker.Cri?.Name is { Length: > 0 } cri)
        {
            labels[WellKnown.Labels.CriName] = cri;
        }
        foreach (var runtime in pool.Runtimes)
        {
            labels[WellKnown.Labels.ContainerRuntime(runtime.Type ?? "")] = "true";
            labels[WellKnown.Labels.ContainerRuntimeOfGep(runtime.Type ?? "")] = "true";
        }
        return labels;
    }

    /// <summary>
    /// Whether a kubelet may set a label on its own node. It does not start with others of Kubernetes' own domains; they
    /// reach the node through the Worker.
    /// </summary>
    public static bool IsAllowedForKubelet(string key, KubernetesVersion version)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var domain = slash < 0 ? "" : key[..slash];
        return !(IsWithin(domain, "kubernetes.io") || IsWithin(domain, "k8s.io"))
            || s_kubeletLabels.Contains(key)
            || (version.IsAtLeast(1, 17) && s_kubeletLabelsSince17.Contains(key))
            || s_kubeletPrefixes.Any(prefix => IsWithin(domain, prefix));
    }

    private static bool IsWithin(string domain, string parent) =>
        domain == parent || domain.EndsWith($".{parent}", StringComparison.Ordinal);
}
