using Graft.Kubernetes.Embedded.Admission;
using Graft.Kubernetes.Embedded.Pods;

namespace Graft.Kubernetes.Embedded;

/// <summary>What one logical cluster is like.</summary>
public sealed record EmbeddedClusterOptions
{
    /// <summary>Rules that run inside the API server, in this order.</summary>
    public IReadOnlyList<IAdmissionPlugin> AdmissionPlugins { get; init; } = [];

    /// <summary>Who may do what. Default <see cref="AuthorizationMode.Rbac"/>.</summary>
    public AuthorizationMode Authorization { get; init; } = AuthorizationMode.Rbac;

    /// <summary>
    /// Who issues the tokens of service accounts, and for whom they are good where a request names no audience. Default
    /// <c>https://kubernetes.default.svc.cluster.local</c>, as kubeadm sets it.
    /// </summary>
    public string ServiceAccountIssuer { get; init; } = "https://kubernetes.default.svc.cluster.local";

    /// <summary>
    /// The version that the cluster says it has, which decides the versions of kinds too. Default v1.31.0: the
    /// dispatching kubectl of some distributions chooses its own version by it, and up to 1.31 kubectl speaks JSON throughout.
    /// </summary>
    public string KubernetesVersion { get; init; } = "v1.31.0";

    /// <summary>
    /// Whether a pod on a node is first marked as terminating, for its kubelet to stop and delete. Default false: there is
    /// no kubelet, and pods go at once.
    /// </summary>
    public bool DeletesPodsGracefully { get; init; }

    /// <summary>
    /// Whether pods without a node are put on one whose labels and taints fit and that has the fewest pods; resources are
    /// not counted. Default false: such pods wait, as in a cluster without a scheduler.
    /// </summary>
    public bool SchedulesPods { get; init; }

    /// <summary>
    /// How long a node may be silent, neither its Lease renewed nor its status reported, before it counts as lost: its
    /// conditions become unknown and it gets the taint <c>node.kubernetes.io/unreachable</c>. Default 40 seconds, as in
    /// Kubernetes up to 1.31.
    /// </summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Where the logs of containers are; null, the default, where there are no nodes that run any.</summary>
    public IContainerLogs? ContainerLogs { get; init; }
}
