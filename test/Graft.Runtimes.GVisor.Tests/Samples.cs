using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Clusters;

namespace Graft.Runtimes.GVisor.Tests;

/// <summary>Objects as the core writes them.</summary>
internal static class Samples
{
    public static ContainerRuntime Runtime(string pool = "worker-a", string? providerConfig = null) =>
        new()
        {
            Metadata = new ObjectMeta { Name = $"gvisor-{pool}", Namespace = "shoot--local--demo" },
            Spec = new ContainerRuntimeSpec
            {
                Type = "gvisor",
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

    /// <summary>A provider configuration with these members beside the two of every object.</summary>
    public static string Configuration(string members) =>
        $$"""{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration",{{members}}}""";
}
