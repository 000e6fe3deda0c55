using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;

namespace Graft.Extensions.Tests.Seeds;

/// <summary>Objects as the core writes them.</summary>
internal static class Samples
{
    public static Cluster Cluster(
        string name,
        bool isFailed = false,
        bool isHibernated = false,
        bool isForceDeleted = false,
        bool isDeleting = false,
        string version = "1.31.4"
    )
    {
        var shoot = new Shoot
        {
            Metadata = new ObjectMeta
            {
                Name = "demo",
                Namespace = "garden-local",
                DeletionTimestamp = isDeleting ? DateTimeOffset.UnixEpoch : null,
                Annotations = isForceDeleted ? Map((WellKnown.Annotations.ConfirmationForceDeletion, "true")) : null,
            },
            Spec = new ShootSpec
            {
                Kubernetes = new ShootKubernetes { Version = version },
                Hibernation = new ShootHibernation { Enabled = isHibernated },
            },
            Status = new ShootStatus
            {
                LastOperation = new LastOperation
                {
                    Type = LastOperationType.Reconcile,
                    State = isFailed ? LastOperationState.Failed : LastOperationState.Processing,
                },
            },
        };
        return new Cluster
        {
            Metadata = new ObjectMeta { Name = name },
            Spec = new ClusterSpec
            {
                CloudProfile = Json(new JsonObject()),
                Shoot = Json(JsonSerializer.SerializeToNode(shoot, ApiJson.Context.Shoot)!),
            },
        };
    }

    public static ContainerRuntime Runtime(
        string @namespace,
        string pool = "a",
        string type = "fast",
        string? operation = WellKnown.Operations.Reconcile
    ) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = $"{type}-{pool}",
                Namespace = @namespace,
                Annotations = operation is null ? null : Map((WellKnown.Annotations.Operation, operation)),
            },
            Spec = new ContainerRuntimeSpec
            {
                Type = type,
                BinaryPath = "/var/bin/containerruntimes",
                WorkerPool = new ContainerRuntimeWorkerPool
                {
                    Name = pool,
                    Selector = new LabelSelector { MatchLabels = Map((WellKnown.Labels.WorkerPool, pool)) },
                },
            },
        };

    public static OperatingSystemConfig OperatingSystem(string @namespace, string purpose) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = $"pool-{purpose}",
                Namespace = @namespace,
                Annotations = Map((WellKnown.Annotations.Operation, WellKnown.Operations.Reconcile)),
            },
            Spec = new OperatingSystemConfigSpec { Type = "plain", Purpose = purpose },
        };

    public static Dictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    public static JsonElement Json(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}
