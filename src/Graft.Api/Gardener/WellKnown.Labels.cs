namespace Graft.Api.Gardener;

/// <summary>The well-known strings of the wire contract, section 2.</summary>
public static partial class WellKnown
{
    /// <summary>Label keys.</summary>
    public static class Labels
    {
        /// <summary>On nodes, in pool selectors, on OperatingSystemConfigs: the name of the pool.</summary>
        public const string WorkerPool = "worker.gardener.cloud/pool";

        /// <summary>The deprecated name of <see cref="WorkerPool"/>; still written.</summary>
        public const string WorkerPoolDeprecated = "worker.garden.sapcloud.io/group";

        /// <summary>On nodes of every pool that sets <c>cri</c>: its name.</summary>
        public const string CriName = "worker.gardener.cloud/cri-name";

        /// <summary>On nodes: <c>true</c> where the pool admits system components.</summary>
        public const string SystemComponents = "worker.gardener.cloud/system-components";

        public const string KubernetesVersion = "worker.gardener.cloud/kubernetes-version";

        public const string NodeAgentSecretName = "worker.gardener.cloud/gardener-node-agent-secret-name";

        public const string NodeRole = "node.kubernetes.io/role";

        public const string Architecture = "kubernetes.io/arch";

        public const string MutatedByControlPlaneWebhook =
            "provider.extensions.gardener.cloud/mutated-by-controlplane-webhook";

        public const string GardenerRole = "gardener.cloud/role";

        /// <summary>On CustomResourceDefinitions whose deletion needs a confirmation.</summary>
        public const string DeletionProtected = "gardener.cloud/deletion-protected";

        /// <summary>On ManagedResources: the component that wrote them.</summary>
        public const string Origin = "origin";

        /// <summary>Keeps objects out of the Shoot's cleaner.</summary>
        public const string NoCleanup = "shoot.gardener.cloud/no-cleanup";

        /// <summary>On secrets that are removed once nothing refers to them.</summary>
        public const string GarbageCollectable = "resources.gardener.cloud/garbage-collectable-reference";

        public const string ManagedBy = "resources.gardener.cloud/managed-by";

        /// <summary>On ManagedResources: the Shoot condition that their health shows in.</summary>
        public const string CareConditionType = "care.gardener.cloud/condition-type";

        /// <summary>On daemon sets and their pods: the node stays tainted until such pods are ready.</summary>
        public const string CriticalComponent = "node.gardener.cloud/critical-component";

        public const string HighAvailabilityConfigType = "high-availability-config.resources.gardener.cloud/type";

        /// <summary>Prefix of the labels that a Shoot has per container runtime type that it uses.</summary>
        public const string ExtensionContainerRuntimePrefix = "containerruntime.extensions.gardener.cloud/";

        /// <summary>Prefix of the labels that a Shoot has per machine image that it uses.</summary>
        public const string ExtensionOperatingSystemConfigPrefix = "operatingsystemconfig.extensions.gardener.cloud/";

        /// <summary>On nodes and in RuntimeClasses' node selectors: <c>true</c> where the pool has the runtime.</summary>
        public static string ContainerRuntime(string type) => $"containerruntime.worker.gardener.cloud/{type}";

        /// <summary>The GEP's own name of <see cref="ContainerRuntime"/>; on nodes, never selected by.</summary>
        public static string ContainerRuntimeOfGep(string type) => $"container.runtime.{type}";
    }
}
