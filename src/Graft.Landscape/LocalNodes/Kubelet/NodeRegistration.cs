using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>Keeps the Node object of a local node: registers it, reports it Ready, renews its Lease.</summary>
internal sealed class NodeRegistration(
    LocalNodeIdentity identity,
    NodeRoot root,
    Version containerdVersion,
    IReadOnlyList<Taint> ownTaints,
    IKubernetesClient shoot,
    TimeProvider time
)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const string LabelsRecord = "/var/lib/kubelet/registered-labels";

    private static readonly string BootId = Guid.NewGuid().ToString();

    /// <summary>
    /// Creates the Node, or brings an existing one to these settings. Taints are set at creation only; labels of earlier
    /// settings that these no longer have are taken off, as the machine controller does.
    /// </summary>
    public async Task RegisterAsync(KubeletSettings settings, CancellationToken cancellationToken)
    {
        var earlier = (root.TryReadText(LabelsRecord) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var wanted = LabelsOf(settings);
        var node = await shoot.CreateOrPatchAsync<Api.Kubernetes.Node>(
            new ObjectKey(null, identity.Name),
            current =>
                (current ?? NewNode(settings)) with
                {
                    Metadata = (current ?? NewNode(settings)).Metadata with
                    {
                        Labels = Relabelled(current?.Metadata.Labels, earlier, wanted),
                    },
                },
            cancellationToken
        );
        root.Write(LabelsRecord, string.Join('\n', wanted.Keys));
        await shoot.PatchStatusDifferenceAsync(
            node,
            node with
            {
                Status = StatusOf(settings, node.Status),
            },
            cancellationToken
        );
    }

    /// <summary>Says that the node is alive; also makes the Lease and its namespace where they are missing.</summary>
    public async Task RenewLeaseAsync(CancellationToken cancellationToken)
    {
        var key = new ObjectKey(LeaseNamespace, identity.Name);
        try
        {
            await shoot.CreateOrPatchAsync<Lease>(key, current => Renewed(current), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            var ns = new Namespace { Metadata = new ObjectMeta { Name = LeaseNamespace } };
            await shoot.CreateOrPatchAsync<Namespace>(
                new ObjectKey(null, LeaseNamespace),
                current => current ?? ns,
                cancellationToken
            );
            await shoot.CreateOrPatchAsync<Lease>(key, current => Renewed(current), cancellationToken);
        }
    }

    /// <summary>Whether the API server takes the node for ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await shoot.FindAsync<Api.Kubernetes.Node>(new ObjectKey(null, identity.Name), cancellationToken)
            is { Status.Conditions: { } conditions }
        && conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    /// <summary>Notes on the Node which configuration it is at.</summary>
    public async Task AnnotateAsync(string checksum, CancellationToken cancellationToken)
    {
        if (
            await shoot.FindAsync<Api.Kubernetes.Node>(new ObjectKey(null, identity.Name), cancellationToken) is
            { } node
        )
        {
            var annotations = new Dictionary<string, string>(
                node.Metadata.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal),
                StringComparer.Ordinal
            )
            {
                [WellKnown.Annotations.ChecksumCloudConfigData] = checksum,
            };
            var annotated = node with { Metadata = node.Metadata with { Annotations = annotations } };
            await shoot.PatchDifferenceAsync(node, annotated, cancellationToken);
        }
    }

    private Api.Kubernetes.Node NewNode(KubeletSettings settings) =>
        new()
        {
            Metadata = new ObjectMeta { Name = identity.Name },
            Spec = new NodeSpec
            {
                ProviderID = $"local:///{identity.TechnicalId}/{identity.Name}",
                Taints = settings.Taints.Count + ownTaints.Count == 0 ? null : [.. settings.Taints, .. ownTaints],
            },
        };

    private SortedDictionary<string, string> LabelsOf(KubeletSettings settings)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["kubernetes.io/arch"] = Architecture,
            ["kubernetes.io/hostname"] = identity.Name,
            ["kubernetes.io/os"] = "linux",
        };
        foreach (var (key, value) in settings.Labels)
        {
            labels[key] = value;
        }
        return labels;
    }

    private static SortedDictionary<string, string> Relabelled(
        IReadOnlyDictionary<string, string>? current,
        IReadOnlyList<string> earlier,
        SortedDictionary<string, string> wanted
    )
    {
        var labels = new SortedDictionary<string, string>(wanted, StringComparer.Ordinal);
        foreach (var (key, value) in current ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!wanted.ContainsKey(key) && !earlier.Contains(key, StringComparer.Ordinal))
            {
                labels[key] = value;
            }
        }
        return labels;
    }

    private NodeStatus StatusOf(KubeletSettings settings, NodeStatus? current)
    {
        var capacity = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cpu"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki",
            ["pods"] = settings.MaxPods.ToString(CultureInfo.InvariantCulture),
        };
        return (current ?? new NodeStatus()) with
        {
            Capacity = capacity,
            Allocatable = capacity,
            Addresses =
            [
                new NodeAddress { Type = "InternalIP", Address = "127.0.0.1" },
                new NodeAddress { Type = "Hostname", Address = identity.Name },
            ],
            Conditions =
            [
                Condition(
                    "MemoryPressure",
                    "False",
                    "KubeletHasSufficientMemory",
                    "kubelet has sufficient memory available",
                    current
                ),
                Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", current),
                Condition(
                    "PIDPressure",
                    "False",
                    "KubeletHasSufficientPID",
                    "kubelet has sufficient PID available",
                    current
                ),
                Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", current),
            ],
            NodeInfo = InfoOf(settings),
        };
    }

    private KubernetesCondition Condition(
        string type,
        string status,
        string reason,
        string message,
        NodeStatus? current
    )
    {
        var now = time.GetUtcNow();
        var before = current?.Conditions?.FirstOrDefault(condition =>
            condition.Type == type && condition.Status == status
        );
        return new KubernetesCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastHeartbeatTime = now,
            LastTransitionTime = before?.LastTransitionTime ?? now,
        };
    }

    private NodeSystemInfo InfoOf(KubeletSettings settings)
    {
        var pretty = (root.TryReadText("/etc/os-release") ?? "")
            .Split('\n')
            .FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
        return new NodeSystemInfo
        {
            MachineID = identity.Name,
            SystemUUID = identity.Name,
            BootID = BootId,
            KernelVersion = Environment.OSVersion.Version.ToString(),
            OsImage = pretty?["PRETTY_NAME=".Length..].Trim('"') ?? "unknown",
            ContainerRuntimeVersion = settings.UsesContainerd
                ? $"containerd://{containerdVersion}"
                : "docker://20.10.24",
            KubeletVersion = settings.Version,
            KubeProxyVersion = settings.Version,
            OperatingSystem = "linux",
            Architecture = Architecture,
        };
    }

    private Lease Renewed(Lease? current) =>
        (
            current
            ?? new Lease
            {
                Metadata = new ObjectMeta { Name = identity.Name, Namespace = LeaseNamespace },
            }
        ) with
        {
            Spec = (current?.Spec ?? new LeaseSpec()) with
            {
                HolderIdentity = identity.Name,
                LeaseDurationSeconds = 40,
                RenewTime = time.GetUtcNow(),
            },
        };

    private static string Architecture =>
        RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
}
