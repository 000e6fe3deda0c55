using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Clusters;

namespace Graft.Runtimes.Kata.Tests;

/// <summary>Objects as the core writes them.</summary>
internal static class Samples
{
    public static ContainerRuntime Runtime(string pool = "worker-a", string? providerConfig = null) =>
        new()
        {
            Metadata = new ObjectMeta { Name = $"kata-containers-{pool}", Namespace = "shoot--local--demo" },
            Spec = new ContainerRuntimeSpec
            {
                Type = "kata-containers",
                BinaryPath = "/var/bin/containerruntimes",
                ProviderConfig = providerConfig is null ? null : Json(providerConfig),
                WorkerPool = new ContainerRuntimeWorkerPool
                {
                    Name = pool,
                    Selector = new LabelSelector
                    {
                        MatchLabels = new Dictionary<string, string>
                        {
                            ["worker.gardener.cloud/pool"] = pool,
                            ["worker.garden.sapcloud.io/group"] = pool,
                        },
                    },
                },
            },
        };

    /// <summary>A provider configuration with these members beside its version and kind.</summary>
    public static string Configuration(string members = "") =>
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration" """
        + $"{(string.IsNullOrEmpty(members) ? "" : ",")}{members}}}";

    public static ContainerRuntime Configured(string pool, string members) => Runtime(pool, Configuration(members));

    public static ClusterContext Cluster(string version = "1.31.4", bool disablesPolicies = false)
    {
        var shoot = new Shoot
        {
            Metadata = new ObjectMeta { Name = "demo", Namespace = "garden-local" },
            Spec = new ShootSpec
            {
                Kubernetes = new ShootKubernetes
                {
                    Version = version,
                    KubeAPIServer = new KubeApiServerConfig
                    {
                        AdmissionPlugins = disablesPolicies
                            ? [new AdmissionPlugin { Name = "PodSecurityPolicy", Disabled = true }]
                            : null,
                    },
                },
            },
        };
        return new ClusterContext
        {
            Cluster = new Cluster { Metadata = new ObjectMeta { Name = "shoot--local--demo" } },
            Shoot = shoot,
        };
    }

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
