using System.Security.Cryptography;
using System.Text;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Api.Kubernetes;
using Graft.Extensions.Clusters;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// The DaemonSet of a pool, whose pods bring the runtime onto the nodes, and the ConfigMap that tells them what to bring
/// (wire contract, section 8.3). A pod is Ready when its node serves the runtime.
/// </summary>
public sealed class NodeInstaller(RuntimeComponent component)
{
    /// <summary>Where the node's root directory is mounted.</summary>
    public const string HostRoot = "/var/host";

    /// <summary>Where the image has the runtime's files.</summary>
    public const string Content = "/var/content";

    /// <summary>Where the ConfigMap is mounted.</summary>
    public const string DescriptionDirectory = "/etc/graft";

    /// <summary>The ConfigMap's one key.</summary>
    public const string DescriptionKey = "runtime.json";

    private const string Program = "graft-node-installer";

    /// <param name="runtime">The ContainerRuntime of the pool.</param>
    /// <param name="cluster">The Shoot.</param>
    /// <param name="description">What the pods bring.</param>
    /// <param name="image">The installation image, which holds installer and content.</param>
    /// <exception cref="Actuators.ErrorCodesException">The pool's selector cannot be used.</exception>
    public Manifest Render(
        ContainerRuntime runtime,
        ClusterContext cluster,
        RuntimeDescription description,
        string image
    )
    {
        var nodeSelector = PoolSelection.NodeSelectorOf(runtime);
        var pool = runtime.Spec?.WorkerPool?.Name ?? "";
        var key = component.PoolInstaller(pool);
        var text = InstallationJson.Serialize(description);
        var configMap = new ConfigMap
        {
            Metadata = new ObjectMeta { Name = key.Name, Namespace = key.Namespace },
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { [DescriptionKey] = text },
        };
        var selector = Labels(("app.kubernetes.io/name", component.InstallerName), (WellKnown.Labels.WorkerPool, pool));
        var template = new PodTemplateSpec
        {
            Metadata = new ObjectMeta
            {
                Labels = PodLabels(selector),
                Annotations = PodAnnotations(key.Name, text, cluster),
            },
            Spec = Pod(key.Name, image, nodeSelector),
        };
        return new Manifest().Add(configMap).Add(DaemonSetOf(key, selector, template));
    }

    private static DaemonSet DaemonSetOf(
        ObjectKey key,
        Dictionary<string, string> selector,
        PodTemplateSpec template
    ) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = key.Name,
                Namespace = key.Namespace,
                Labels = Labels([.. Pairs(selector), (WellKnown.Labels.CriticalComponent, "true")]),
                Annotations = Labels((WellKnown.Annotations.ResourcesDeleteOnInvalidUpdate, "true")),
            },
            Spec = new DaemonSetSpec
            {
                Selector = new LabelSelector { MatchLabels = selector },
                Template = template,
                UpdateStrategy = new DaemonSetUpdateStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new RollingUpdateDaemonSet { MaxUnavailable = 1 },
                },
            },
        };

    private Dictionary<string, string> PodLabels(Dictionary<string, string> selector) =>
        Labels([
            .. Pairs(selector),
            (WellKnown.Labels.Origin, component.ComponentName),
            (WellKnown.Labels.GardenerRole, "container-runtime"),
            (WellKnown.Labels.CriticalComponent, "true"),
        ]);

    /// <summary>A changed description rolls the pods. Below 1.19 a pod names its seccomp profile in an annotation.</summary>
    private static Dictionary<string, string> PodAnnotations(string configMap, string text, ClusterContext cluster)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var annotations = Labels(($"checksum/configmap-{configMap}", hash));
        if (!cluster.KubernetesVersion.IsAtLeast(1, 19))
        {
            annotations.Add("seccomp.security.alpha.kubernetes.io/pod", "runtime/default");
        }
        return annotations;
    }

    private PodSpec Pod(string configMap, string image, IReadOnlyDictionary<string, string> nodeSelector) =>
        new()
        {
            ServiceAccountName = component.ServiceAccountName,
            AutomountServiceAccountToken = false,
            HostPID = true,
            PriorityClassName = "system-node-critical",
            SecurityContext = new PodSecurityContext
            {
                SeccompProfile = new SeccompProfile { Type = "RuntimeDefault" },
            },
            NodeSelector = nodeSelector,
            Tolerations =
            [
                new Toleration { Effect = "NoSchedule", Operator = "Exists" },
                new Toleration { Effect = "NoExecute", Operator = "Exists" },
            ],
            Containers = [Installer(image)],
            Volumes =
            [
                new Volume
                {
                    Name = "host",
                    HostPath = new HostPathVolumeSource { Path = "/", Type = "Directory" },
                },
                new Volume
                {
                    Name = "runtime",
                    ConfigMap = new ConfigMapVolumeSource { Name = configMap },
                },
            ],
        };

    private static Container Installer(string image) =>
        new()
        {
            Name = "installer",
            Image = image,
            ImagePullPolicy = "IfNotPresent",
            Command = CommandOf("install"),
            Args = [.. CommonArguments(), $"--content={Content}"],
            ReadinessProbe = new Probe
            {
                Exec = new ExecAction { Command = [.. CommandOf("status"), .. CommonArguments()] },
                PeriodSeconds = 10,
                TimeoutSeconds = 5,
                FailureThreshold = 3,
            },
            Resources = new ResourceRequirements
            {
                Requests = Labels(("cpu", "10m"), ("memory", "32Mi")),
                Limits = Labels(("memory", "256Mi")),
            },
            SecurityContext = new SecurityContext { Privileged = true },
            VolumeMounts =
            [
                // File systems that the host mounts later must appear here, too.
                new VolumeMount
                {
                    Name = "host",
                    MountPath = HostRoot,
                    MountPropagation = "HostToContainer",
                },
                new VolumeMount
                {
                    Name = "runtime",
                    MountPath = DescriptionDirectory,
                    ReadOnly = true,
                },
            ],
        };

    internal static bool IsInstaller(Container container) =>
        container.Command is { } command && command.SequenceEqual(CommandOf("install"), StringComparer.Ordinal);

    internal static string[] CommandOf(string verb) => [Program, verb];

    internal static string[] CommonArguments() =>
        [$"--runtime={DescriptionDirectory}/{DescriptionKey}", $"--host-root={HostRoot}"];

    private static Dictionary<string, string> Labels(params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            labels.Add(key, value);
        }
        return labels;
    }

    private static IEnumerable<(string Key, string Value)> Pairs(Dictionary<string, string> labels) =>
        labels.Select(label => (label.Key, label.Value));
}
