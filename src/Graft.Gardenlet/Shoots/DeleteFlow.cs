using Graft.Gardenlet.Flow;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// The tasks that remove a Shoot without a trace. What extensions made in the shoot goes while its API server and resource
/// manager still run; the seed namespace goes empty; the Cluster goes last, since extensions read it until then.
/// </summary>
internal sealed class DeleteFlow(ShootWorkspace workspace)
{
    private static readonly IReadOnlySet<string> s_none = new HashSet<string>(StringComparer.Ordinal);

    private readonly SeedNamespace _namespace = new(workspace.Seed, workspace.Time);

    /// <param name="namespaceExists">False where nothing was ever deployed, or a former run came this far.</param>
    public FlowGraph Build(bool namespaceExists)
    {
        var flow = new FlowGraph("Shoot cluster deletion");
        var gone = namespaceExists ? null : "the Shoot namespace in the Seed does not exist";
        var cleaned = AddCleaning(flow, gone);
        var extensions = AddExtensions(flow, cleaned, gone);
        var resources = new ManagedResources(workspace.Seed, workspace.TechnicalId, workspace.Time);
        var delete = flow.Add(
            "Deleting managed resources",
            resources.DeleteAsync,
            dependsOn: [extensions],
            retry: FlowRetry.Default,
            skip: gone
        );
        var deleted = flow.Add(
            "Waiting until managed resources have been deleted",
            resources.WaitUntilDeletedAsync,
            dependsOn: [delete],
            skip: gone
        );
        AddSeed(flow, flow.Add("Destroying Shoot control plane", workspace.DeleteControlPlaneAsync, [deleted]));
        return flow;
    }

    private FlowTask AddCleaning(FlowGraph flow, string? gone)
    {
        var cluster = flow.Add(
            "Deploying Cluster resource",
            token => _namespace.DeployClusterAsync(workspace.Objects, token),
            retry: FlowRetry.Default,
            skip: gone
        );
        var controlPlane = flow.Add(
            "Deploying Kubernetes API server",
            workspace.EnsureControlPlaneAsync,
            dependsOn: [cluster],
            skip: gone
        );
        var clients = flow.Add(
            "Initializing connection to Shoot",
            workspace.ConnectAsync,
            dependsOn: [controlPlane],
            retry: FlowRetry.Default,
            skip: gone
        );
        var resourceManager = flow.Add(
            "Deploying gardener-resource-manager",
            workspace.EnsureResourceManagerAsync,
            dependsOn: [clients],
            skip: gone
        );
        return flow.Add(
            "Cleaning Kubernetes resources",
            token => new ShootCleaner(workspace.Shoot, workspace.Time).CleanAsync(token),
            dependsOn: [resourceManager],
            skip: gone
        );
    }

    // Runtimes before workers: their DaemonSets are removed while the nodes can still end the pods.
    private FlowTask AddExtensions(FlowGraph flow, FlowTask cleaned, string? gone)
    {
        var deleteRuntimes = flow.Add(
            "Deleting container runtime resources",
            token => workspace.ContainerRuntimes.DeleteAllButAsync(s_none, token),
            dependsOn: [cleaned],
            retry: FlowRetry.Default,
            skip: gone
        );
        var runtimes = flow.Add(
            "Waiting until stale container runtime resources are deleted",
            token => workspace.ContainerRuntimes.WaitUntilDeletedAllButAsync(s_none, token),
            dependsOn: [deleteRuntimes],
            skip: gone
        );
        var deleteWorkers = flow.Add(
            "Deleting shoot worker pools",
            token => workspace.Workers.DeleteAllButAsync(s_none, token),
            dependsOn: [runtimes],
            retry: FlowRetry.Default,
            skip: gone
        );
        var workers = flow.Add(
            "Waiting until shoot worker nodes have been terminated",
            token => workspace.Workers.WaitUntilDeletedAllButAsync(s_none, token),
            dependsOn: [deleteWorkers],
            skip: gone
        );
        var deleteConfigs = flow.Add(
            "Deleting operating system config resources",
            token => workspace.OperatingSystemConfigs.DeleteAllButAsync(s_none, token),
            dependsOn: [workers],
            retry: FlowRetry.Default,
            skip: gone
        );
        return flow.Add(
            "Waiting until operating system configs have been deleted",
            token => workspace.OperatingSystemConfigs.WaitUntilDeletedAllButAsync(s_none, token),
            dependsOn: [deleteConfigs],
            skip: gone
        );
    }

    private void AddSeed(FlowGraph flow, FlowTask controlPlane)
    {
        var delete = flow.Add(
            "Deleting Shoot namespace in Seed",
            token => _namespace.DeleteAsync(workspace.TechnicalId, token),
            dependsOn: [controlPlane],
            retry: FlowRetry.Default
        );
        var deleted = flow.Add(
            "Waiting until Shoot namespace in Seed has been deleted",
            token => _namespace.WaitUntilDeletedAsync(workspace.TechnicalId, token),
            dependsOn: [delete]
        );
        flow.Add(
            "Deleting Cluster resource",
            token => _namespace.DeleteClusterAsync(workspace.TechnicalId, token),
            dependsOn: [deleted],
            retry: FlowRetry.Default
        );
    }
}
