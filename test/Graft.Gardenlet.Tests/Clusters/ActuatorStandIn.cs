using System.Text;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Tests.Clusters;

/// <summary>
/// All extensions of a test: runtimes that are installed at once, an operating system whose user data is one line, a provider
/// whose machines are Node objects that have applied what their pool's Secret says.
/// </summary>
internal sealed class ActuatorStandIn : IContainerRuntimeActuator, IOperatingSystemConfigActuator, IWorkerActuator
{
    public IKubernetesClient? Shoot { get; set; }

    public Task<ContainerRuntimeResult> ReconcileAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => Task.FromResult(ContainerRuntimeResult.Nothing);

    public Task DeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task ForceDeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken token) =>
        Task.CompletedTask;

    public Task MigrateAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<OperatingSystemConfigResult> ReconcileAsync(
        OperatingSystemConfig config,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            config.Spec!.Purpose == OperatingSystemConfigPurpose.Provision
                ? new OperatingSystemConfigResult { UserData = Encoding.UTF8.GetBytes("#!/bin/true\n") }
                : new OperatingSystemConfigResult
                {
                    ExtensionUnits = [new SystemdUnit { Name = "acme.service", Content = "[Unit]\n" }],
                }
        );

    public async Task<WorkerResult> ReconcileAsync(Worker worker, ClusterContext cluster, CancellationToken token)
    {
        // A hibernated Shoot has no machines.
        foreach (var pool in cluster.IsHibernated ? [] : worker.Spec!.Pools!)
        {
            var secret = await Shoot!.GetAsync<Secret>(new ObjectKey("kube-system", pool.NodeAgentSecretName!), token);
            var node = new Node
            {
                Metadata = new ObjectMeta
                {
                    Name = $"{pool.Name}-0",
                    Labels = pool.Labels,
                    Annotations = new Dictionary<string, string>
                    {
                        ["checksum/cloud-config-data"] = secret.Metadata.Annotations!["checksum/data-script"],
                    },
                },
            };
            await Shoot!.CreateOrPatchAsync<Node>(
                new ObjectKey(node.Metadata.Name!),
                current =>
                    current is null
                        ? node
                        : current with
                        {
                            Metadata = current.Metadata with
                            {
                                Labels = node.Metadata.Labels,
                                Annotations = node.Metadata.Annotations,
                            },
                        },
                token
            );
            var stored = await Shoot!.GetAsync<Node>(new ObjectKey(node.Metadata.Name!), token);
            await Shoot!.PatchStatusDifferenceAsync(
                stored,
                stored with
                {
                    Status = new NodeStatus
                    {
                        Conditions = [new KubernetesCondition { Type = "Ready", Status = "True" }],
                    },
                },
                token
            );
        }
        return new WorkerResult();
    }

    public Task DeleteAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task MigrateAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
