using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering;

/// <summary>The Worker, by which a provider makes machines of the pools.</summary>
internal static class Workers
{
    public const string UserDataKey = "cloud_config";

    public static string UserDataSecretOf(string operatingSystemConfig) => $"osc-result-{operatingSystemConfig}";

    public static Worker Render(Shoot shoot, IReadOnlyList<ShootPool> pools, string technicalId) =>
        new()
        {
            Metadata = new ObjectMeta { Name = shoot.Metadata.Name, Namespace = technicalId },
            Spec = new WorkerSpec
            {
                Type = shoot.Spec?.Provider?.Type,
                Region = shoot.Spec?.Region,
                SecretRef = new NamespacedName { Name = "cloudprovider", Namespace = technicalId },
                Pools = [.. pools.Select(Render)],
            },
        };

    private static WorkerPool Render(ShootPool pool)
    {
        var worker = pool.Worker;
        return new WorkerPool
        {
            Name = pool.Name,
            MachineType = worker.Machine?.Type,
            MachineImage = new WorkerMachineImage { Name = pool.ImageName, Version = worker.Machine?.Image?.Version },
            Architecture = pool.Architecture,
            KubernetesVersion = pool.VersionText,
            Minimum = worker.Minimum ?? 0,
            Maximum = worker.Maximum ?? 0,
            MaxSurge = worker.MaxSurge ?? new IntOrString(1),
            MaxUnavailable = worker.MaxUnavailable ?? new IntOrString(0),
            Priority = worker.Priority,
            Labels = pool.Labels,
            Annotations = worker.Annotations,
            Taints = worker.Taints,
            Zones = worker.Zones,
            Volume = worker.Volume,
            DataVolumes = worker.DataVolumes,
            KubeletDataVolumeName = worker.KubeletDataVolumeName,
            UserDataSecretRef = new SecretKeySelector
            {
                Name = UserDataSecretOf(pool.ProvisionName),
                Key = UserDataKey,
            },
            NodeAgentSecretName = pool.Key,
            KubeletConfig = pool.Kubelet,
            ProviderConfig = worker.ProviderConfig,
            UpdateStrategy = worker.UpdateStrategy,
            ClusterAutoscaler = worker.ClusterAutoscaler,
            MachineControllerManager = worker.MachineControllerManager,
        };
    }
}
