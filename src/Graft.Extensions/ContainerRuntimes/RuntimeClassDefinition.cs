using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Versions;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>A RuntimeClass, in the form that a Shoot's version knows (wire contract, section 8.4).</summary>
/// <param name="Name">What pods name.</param>
/// <param name="Handler">What containerd serves.</param>
/// <param name="RuntimeType">The type whose pools have it.</param>
public sealed record RuntimeClassDefinition(string Name, string Handler, string RuntimeType)
{
    /// <summary>What a pod costs beyond its containers, as quantities per resource; null is nothing.</summary>
    public IReadOnlyDictionary<string, string>? Overhead { get; init; }

    /// <summary>
    /// The one pool whose nodes serve the handler; null is every pool with the runtime. A class cannot select some of
    /// several pools.
    /// </summary>
    public string? Pool { get; init; }

    /// <summary>Scheduling and overhead exist from 1.16, the stable version from 1.20.</summary>
    public RuntimeClass For(KubernetesVersion version)
    {
        var isSchedulable = version.IsAtLeast(1, 16);
        return new RuntimeClass
        {
            ApiVersion = version.IsAtLeast(1, 20) ? "node.k8s.io/v1" : "node.k8s.io/v1beta1",
            Metadata = new ObjectMeta
            {
                Name = Name,
                // A class's handler never changes; where another one is wanted, the class is made anew.
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Annotations.ResourcesDeleteOnInvalidUpdate] = "true",
                },
            },
            Handler = Handler,
            Overhead = isSchedulable && Overhead is not null ? new RuntimeClassOverhead { PodFixed = Overhead } : null,
            Scheduling = isSchedulable ? new RuntimeClassScheduling { NodeSelector = PoolsWithRuntime() } : null,
        };
    }

    private Dictionary<string, string> PoolsWithRuntime()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [WellKnown.Labels.ContainerRuntime(RuntimeType)] = "true",
        };
        if (Pool is not null)
        {
            labels.Add(WellKnown.Labels.WorkerPool, Pool);
        }
        return labels;
    }
}
