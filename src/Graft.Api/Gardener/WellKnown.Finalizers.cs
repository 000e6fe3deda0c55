namespace Graft.Api.Gardener;

public static partial class WellKnown
{
    /// <summary>Finalizers.</summary>
    public static class Finalizers
    {
        public const string ContainerRuntime = "extensions.gardener.cloud/containerruntime";

        /// <summary>Plural, unlike the others: so it is on the wire.</summary>
        public const string OperatingSystemConfig = "extensions.gardener.cloud/operatingsystemconfigs";

        public const string Worker = "extensions.gardener.cloud/worker";

        /// <summary>On ManagedResources of the default class; others have the suffix <c>-&lt;class&gt;</c>.</summary>
        public const string ResourceManager = "resources.gardener.cloud/gardener-resource-manager";

        /// <summary>On Shoots, as long as a gardenlet has to clean up.</summary>
        public const string Gardener = "gardener";
    }
}
