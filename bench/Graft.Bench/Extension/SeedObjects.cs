using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Bench.Extension;

/// <summary>What Gardener's core writes into a seed for the extensions of Shoots (wire contract, 1.3, 1.6 and 4.1).</summary>
internal sealed class SeedObjects(string type)
{
    /// <summary>The namespace whose object waits for the program to start.</summary>
    public const string First = "shoot--bench--first";

    public static string Namespace(int number) => FormattableString.Invariant($"shoot--bench--s{number:D3}");

    public static string Pool(int number) => FormattableString.Invariant($"pool-{number}");

    public ObjectKey Key(string @namespace, string pool) => new(@namespace, $"{type}-{pool}");

    public static JsonObject NamespaceObject(string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject { [WellKnown.Labels.GardenerRole] = "shoot" },
            },
        };

    public JsonObject Cluster(string name, int pools) =>
        new()
        {
            ["apiVersion"] = "extensions.gardener.cloud/v1alpha1",
            ["kind"] = "Cluster",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["cloudProfile"] = new JsonObject
                {
                    ["apiVersion"] = "core.gardener.cloud/v1beta1",
                    ["kind"] = "CloudProfile",
                    ["metadata"] = new JsonObject { ["name"] = "bench" },
                    ["spec"] = new JsonObject
                    {
                        ["type"] = "bench",
                        ["machineTypes"] = new JsonArray([.. Enumerable.Range(0, 30).Select(MachineType)]),
                    },
                },
                ["seed"] = new JsonObject
                {
                    ["apiVersion"] = "core.gardener.cloud/v1beta1",
                    ["kind"] = "Seed",
                    ["metadata"] = new JsonObject { ["name"] = "bench" },
                },
                ["shoot"] = Shoot(name, pools),
            },
        };

    public JsonObject Runtime(string @namespace, string pool, string timestamp) =>
        new()
        {
            ["apiVersion"] = "extensions.gardener.cloud/v1alpha1",
            ["kind"] = "ContainerRuntime",
            ["metadata"] = new JsonObject
            {
                ["name"] = Key(@namespace, pool).Name,
                ["namespace"] = @namespace,
                ["annotations"] = Asked(timestamp),
            },
            ["spec"] = new JsonObject
            {
                ["type"] = type,
                ["binaryPath"] = "/var/bin/containerruntimes",
                ["workerPool"] = new JsonObject
                {
                    ["name"] = pool,
                    ["selector"] = new JsonObject
                    {
                        ["matchLabels"] = new JsonObject
                        {
                            [WellKnown.Labels.WorkerPool] = pool,
                            [WellKnown.Labels.WorkerPoolDeprecated] = pool,
                        },
                    },
                },
            },
        };

    /// <summary>Another provider configuration, and the wish that it be followed.</summary>
    public static Patch Change(string timestamp) =>
        Patch.Merge(
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = Asked(timestamp) },
                ["spec"] = new JsonObject
                {
                    ["providerConfig"] = new JsonObject
                    {
                        ["apiVersion"] = "gvisor.runtime.extensions.config.gardener.cloud/v1alpha1",
                        ["kind"] = "GVisorConfiguration",
                        ["configFlags"] = new JsonObject { ["net-raw"] = "true" },
                    },
                },
            }
        );

    /// <summary>What a DELETE needs before it.</summary>
    public static Patch Confirmation(string timestamp) =>
        Patch.Merge(
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["annotations"] = new JsonObject
                    {
                        [WellKnown.Annotations.ConfirmationDeletion] = "true",
                        [WellKnown.Annotations.Timestamp] = timestamp,
                    },
                },
            }
        );

    /// <summary>Has the extension done what was asked for at this time, as the core sees it (wire contract, 4.3)?</summary>
    public static bool IsServed(ContainerRuntime runtime, string timestamp) =>
        runtime.Status is { LastOperation: { } last }
        && last.State == LastOperationState.Succeeded
        && runtime.Status.ObservedGeneration == runtime.Metadata.Generation
        && runtime.Metadata.Annotations is { } annotations
        && annotations.GetValueOrDefault(WellKnown.Annotations.Timestamp) == timestamp
        && !annotations.ContainsKey(WellKnown.Annotations.Operation);

    public static string Now() => Rfc3339.Precise(TimeProvider.System.GetUtcNow());

    private static JsonObject Asked(string timestamp) =>
        new()
        {
            [WellKnown.Annotations.Operation] = WellKnown.Operations.Reconcile,
            [WellKnown.Annotations.Timestamp] = timestamp,
        };

    private static JsonNode MachineType(int number) =>
        new JsonObject
        {
            ["name"] = FormattableString.Invariant($"machine-{number}"),
            ["cpu"] = "4",
            ["gpu"] = "0",
            ["memory"] = "16Gi",
            ["architecture"] = "amd64",
            ["usable"] = true,
        };

    private JsonObject Shoot(string name, int pools) =>
        new()
        {
            ["apiVersion"] = "core.gardener.cloud/v1beta1",
            ["kind"] = "Shoot",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "garden-bench" },
            ["spec"] = new JsonObject
            {
                ["cloudProfile"] = new JsonObject { ["name"] = "bench" },
                ["region"] = "bench",
                ["kubernetes"] = new JsonObject { ["version"] = "1.34.2" },
                ["provider"] = new JsonObject
                {
                    ["type"] = "bench",
                    ["workers"] = new JsonArray([.. Enumerable.Range(0, pools).Select(Worker)]),
                },
            },
        };

    private JsonNode Worker(int number) =>
        new JsonObject
        {
            ["name"] = Pool(number),
            ["minimum"] = 1,
            ["maximum"] = 3,
            ["machine"] = new JsonObject
            {
                ["type"] = "machine-1",
                ["architecture"] = "amd64",
                ["image"] = new JsonObject { ["name"] = "ubuntu", ["version"] = "24.4.0" },
            },
            ["cri"] = new JsonObject
            {
                ["name"] = "containerd",
                ["containerRuntimes"] = new JsonArray(new JsonObject { ["type"] = type }),
            },
        };
}
