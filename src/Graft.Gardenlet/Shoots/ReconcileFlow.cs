using Graft.Api.Gardener;
using Graft.Gardenlet.Flow;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Shoots;

/// <summary>
/// The tasks that bring a Shoot to what its owner wrote (wire contract, section 4.2): control plane, then
/// OperatingSystemConfigs, resource manager and container runtimes side by side, then workers and nodes. Container runtimes
/// are no prerequisite of workers and never wait for nodes.
/// </summary>
internal sealed class ReconcileFlow(ShootWorkspace workspace)
{
    private readonly SeedNamespace _namespace = new(workspace.Seed, workspace.Time);

    private ShootOperation Operation => workspace.Operation;

    private bool IsRestore => Operation.Type == LastOperationType.Restore;

    public FlowGraph Build()
    {
        var flow = new FlowGraph(IsRestore ? "Shoot cluster restoration" : "Shoot cluster reconciliation");
        var noShoot = Operation.IsHibernated ? "hibernated" : null;
        var workerless = Operation.IsWorkerless ? "workerless" : null;
        var (clients, resourceManager) = AddControlPlane(flow, noShoot);
        AddContainerRuntimes(flow, clients, workerless);
        var workers = AddWorkers(flow, clients, workerless, noShoot);
        flow.Add(
            "Waiting until system components are healthy",
            new ManagedResources(workspace.Seed, workspace.TechnicalId, workspace.Time).WaitUntilRolledOutAsync,
            dependsOn: [workers, resourceManager, flow.Tasks.Single(task => task.Name == RuntimesReady)],
            skip: workerless ?? noShoot
        );
        return flow;
    }

    private const string RuntimesReady = "Waiting until container runtime resources are ready";

    private (FlowTask Clients, FlowTask ResourceManager) AddControlPlane(FlowGraph flow, string? noShoot)
    {
        var retry = FlowRetry.Default;
        var ns = flow.Add(
            "Deploying Shoot namespace in Seed",
            token => _namespace.DeployAsync(workspace.Objects, token),
            retry: retry
        );
        var cluster = flow.Add(
            "Deploying Cluster resource",
            token => _namespace.DeployClusterAsync(workspace.Objects, token),
            retry: retry
        );
        var references = flow.Add(
            "Deploying referenced resources",
            token =>
                new ReferencedResources(workspace.GardenClient, workspace.Seed).DeployAsync(
                    Operation.Shoot,
                    workspace.TechnicalId,
                    token
                ),
            dependsOn: [ns],
            retry: retry
        );
        var controlPlane = flow.Add(
            "Deploying Kubernetes API server",
            workspace.EnsureControlPlaneAsync,
            dependsOn: [ns, cluster]
        );
        var clients = flow.Add(
            "Initializing connection to Shoot",
            workspace.ConnectAsync,
            dependsOn: [controlPlane, references],
            retry: retry,
            skip: noShoot
        );
        var resourceManager = flow.Add(
            "Deploying gardener-resource-manager",
            workspace.EnsureResourceManagerAsync,
            dependsOn: [clients],
            skip: noShoot
        );
        return (clients, resourceManager);
    }

    private void AddContainerRuntimes(FlowGraph flow, FlowTask clients, string? workerless)
    {
        var runtimes = workspace.ContainerRuntimes;
        var deploy = flow.Add(
            "Deploying container runtime resources",
            token =>
                IsRestore
                    ? runtimes.RestoreAsync(workspace.Objects.ContainerRuntimes, Operation.State, token)
                    : runtimes.DeployAsync(workspace.Objects.ContainerRuntimes, token),
            dependsOn: [clients],
            retry: FlowRetry.Default,
            skip: workerless
        );
        flow.Add(
            RuntimesReady,
            token => runtimes.WaitUntilReadyAsync(workspace.Objects.ContainerRuntimes, token),
            dependsOn: [deploy],
            skip: workerless
        );
        var delete = flow.Add(
            "Deleting stale container runtime resources",
            token => runtimes.DeleteAllButAsync(workspace.ContainerRuntimeNames, token),
            dependsOn: [clients],
            retry: FlowRetry.Default,
            skip: workerless
        );
        flow.Add(
            "Waiting until stale container runtime resources are deleted",
            token => runtimes.WaitUntilDeletedAllButAsync(workspace.ContainerRuntimeNames, token),
            dependsOn: [delete],
            skip: workerless ?? (Operation.IsHibernated ? "hibernated" : null)
        );
    }

    /// <returns>The task after which all nodes are ready.</returns>
    private FlowTask AddWorkers(FlowGraph flow, FlowTask clients, string? workerless, string? noShoot)
    {
        var configs = AddOperatingSystemConfigs(flow, clients, workerless);
        var secrets = flow.Add(
            "Deploying operating system configurations for node agents",
            token => NodeAgentSecrets().DeployAsync(workspace.Objects, token),
            dependsOn: [configs],
            retry: FlowRetry.Default,
            skip: workerless ?? noShoot
        );
        var deploy = flow.Add(
            "Configuring shoot worker pools",
            DeployWorkerAsync,
            dependsOn: [secrets],
            retry: FlowRetry.Default,
            skip: workerless
        );
        var wait = flow.Add(
            "Waiting until shoot worker nodes have been reconciled",
            token => workspace.Workers.WaitUntilReadyAsync([workspace.Objects.Worker!], token),
            dependsOn: [deploy],
            skip: workerless
        );
        AddStaleConfigs(flow, wait, workerless);
        return flow.Add(
            "Waiting until shoot worker nodes are ready",
            token => new ShootNodes(workspace.Shoot, workspace.Time).WaitUntilReadyAsync(workspace.Objects, token),
            dependsOn: [wait],
            skip: workerless ?? noShoot
        );
    }

    private FlowTask AddOperatingSystemConfigs(FlowGraph flow, FlowTask clients, string? workerless)
    {
        var configs = workspace.OperatingSystemConfigs;
        var deploy = flow.Add(
            "Deploying operating system specific configuration for shoot workers",
            token =>
                IsRestore
                    ? configs.RestoreAsync(workspace.Objects.OperatingSystemConfigs, Operation.State, token)
                    : configs.DeployAsync(workspace.Objects.OperatingSystemConfigs, token),
            dependsOn: [clients],
            retry: FlowRetry.Default,
            skip: workerless
        );
        return flow.Add(
            "Waiting until operating system configurations for worker nodes have been reconciled",
            token => configs.WaitUntilReadyAsync(workspace.Objects.OperatingSystemConfigs, token),
            dependsOn: [deploy],
            skip: workerless
        );
    }

    // Only once no machine uses them any more.
    private void AddStaleConfigs(FlowGraph flow, FlowTask workersReady, string? workerless)
    {
        var configs = workspace.OperatingSystemConfigs;
        var delete = flow.Add(
            "Deleting stale operating system configurations",
            async token =>
            {
                await configs.DeleteAllButAsync(workspace.OperatingSystemConfigNames, token);
                if (!Operation.IsHibernated)
                {
                    await NodeAgentSecrets().DeleteAllButAsync(workspace.NodeAgentSecretNames, token);
                }
            },
            dependsOn: [workersReady],
            retry: FlowRetry.Default,
            skip: workerless
        );
        flow.Add(
            "Waiting until stale operating system configurations are deleted",
            token => configs.WaitUntilDeletedAllButAsync(workspace.OperatingSystemConfigNames, token),
            dependsOn: [delete],
            skip: workerless
        );
    }

    /// <summary>The user data is where the operating systems' extensions say that it is.</summary>
    private async Task DeployWorkerAsync(CancellationToken cancellationToken)
    {
        var worker = workspace.Objects.Worker!;
        var pools = new List<WorkerPool>();
        foreach (var (pool, objects) in worker.Spec!.Pools!.Zip(workspace.Objects.Pools))
        {
            var config = await workspace.Seed.GetAsync<OperatingSystemConfig>(
                new ObjectKey(workspace.TechnicalId, objects.Provision.Metadata.Name!),
                cancellationToken
            );
            var secret = config.Status?.CloudConfig?.SecretRef?.Name;
            pools.Add(
                secret is null ? pool : pool with { UserDataSecretRef = pool.UserDataSecretRef! with { Name = secret } }
            );
        }
        var wanted = worker with { Spec = worker.Spec with { Pools = pools } };
        await (
            IsRestore
                ? workspace.Workers.RestoreAsync([wanted], Operation.State, cancellationToken)
                : workspace.Workers.DeployAsync([wanted], cancellationToken)
        );
    }

    private NodeAgentSecrets NodeAgentSecrets() => new(workspace.Seed, workspace.Shoot);
}
