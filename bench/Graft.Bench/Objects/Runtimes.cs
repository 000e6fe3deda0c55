using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Yaml;

namespace Graft.Bench.Objects;

/// <summary>ContainerRuntimes as a cluster of many shoots has them: some 2 kB each with what the server adds.</summary>
internal static class Runtimes
{
    public const string Namespace = "default";

    private const string ProviderConfig = """
        {"apiVersion":"runtime.extensions.gardener.cloud/v1alpha1","kind":"RuntimeConfiguration","configFlags":{"debug":"false","net-raw":"true"}}
        """;

    public static JsonObject Definition()
    {
        using var stream = typeof(Runtimes).Assembly.GetManifestResourceStream("containerruntimes.yaml")!;
        using var reader = new StreamReader(stream);
        return (JsonObject)YamlDocument.Parse(reader.ReadToEnd())!;
    }

    public static ObjectKey Key(int number) => new(Namespace, Name(number));

    public static ContainerRuntime New(int number) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = Name(number),
                Namespace = Namespace,
                Labels = new Dictionary<string, string>
                {
                    ["extensions.gardener.cloud/shoot"] = $"shoot-{number / 4}",
                    ["worker.gardener.cloud/pool"] = $"pool-{number % 4}",
                },
                Annotations = new Dictionary<string, string>
                {
                    ["gardener.cloud/operation"] = "reconcile",
                    ["gardener.cloud/timestamp"] = "2026-11-20T08:00:00.000000001Z",
                },
                Finalizers = ["extensions.gardener.cloud/runtime"],
            },
            Spec = new ContainerRuntimeSpec
            {
                Type = "runtime",
                BinaryPath = "/var/bin/containerruntimes",
                ProviderConfig = JsonElement.Parse(ProviderConfig),
                WorkerPool = new ContainerRuntimeWorkerPool
                {
                    Name = $"pool-{number % 4}",
                    Selector = new LabelSelector
                    {
                        MatchLabels = new Dictionary<string, string>
                        {
                            ["worker.gardener.cloud/pool"] = $"pool-{number % 4}",
                        },
                    },
                },
            },
        };

    public static JsonObject Status(long generation) =>
        new()
        {
            ["observedGeneration"] = generation,
            ["lastOperation"] = new JsonObject
            {
                ["description"] = "Successfully reconciled the container runtime on all nodes of the pool",
                ["lastUpdateTime"] = "2026-11-20T08:00:05Z",
                ["progress"] = 100,
                ["state"] = "Succeeded",
                ["type"] = "Reconcile",
            },
            ["conditions"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Healthy",
                    ["status"] = "True",
                    ["reason"] = "AllNodesReady",
                    ["message"] = "The runtime is installed on 3 of 3 nodes",
                    ["lastTransitionTime"] = "2026-11-20T08:00:05Z",
                    ["lastUpdateTime"] = "2026-11-20T08:00:05Z",
                }
            ),
        };

    private static string Name(int number) => $"runtime-{number:D6}";
}
