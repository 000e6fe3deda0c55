using System.CommandLine;

namespace Graft.ResourceManager.Hosting;

/// <summary>The flags of the resource manager beside those that every component has.</summary>
internal sealed class ResourceManagerFlags
{
    public Option<string?> TargetKubeconfig { get; } =
        new("--target-kubeconfig")
        {
            Description = "Kubeconfig of the cluster that objects are applied to (default: the source cluster)",
        };

    public Option<string?> Namespace { get; } =
        new("--namespace") { Description = "Namespace whose ManagedResources are served (default: all)" };

    public Option<string> ResourceClass { get; } =
        new("--resource-class")
        {
            Description = "Only ManagedResources of this class (default: those without a class)",
            DefaultValueFactory = _ => "",
        };

    public Option<string> ClusterId { get; } =
        new("--cluster-id")
        {
            Description = "Tells source clusters apart that feed the same target cluster",
            DefaultValueFactory = _ => "",
        };

    public Option<int> MaxConcurrentReconciles { get; } =
        new("--max-concurrent-reconciles")
        {
            Description = "ManagedResources that are worked on at once",
            DefaultValueFactory = _ => 10,
        };

    public Option<TimeSpan> SyncPeriod { get; } =
        new("--sync-period")
        {
            Description = "After which time (hh:mm:ss) objects are compared again although nothing was heard of them",
            DefaultValueFactory = _ => new ResourceManagerOptions().SyncPeriod,
        };

    public Option[] All => [TargetKubeconfig, Namespace, ResourceClass, ClusterId, MaxConcurrentReconciles, SyncPeriod];
}
