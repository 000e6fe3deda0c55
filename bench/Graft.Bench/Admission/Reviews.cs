using System.Text;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;

namespace Graft.Bench.Admission;

/// <summary>Shoots as owners write and API servers send them: creations and updates, most of them allowed.</summary>
internal static class Reviews
{
    private const string Good = "nested";
    private const string Profile = "bench";
    private const int Pools = 5;

    /// <summary>A set that is sent over and over; a quarter are refusals.</summary>
    public static IReadOnlyList<Review> All(string type) =>
        [
            .. Enumerable
                .Range(0, 64)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => Create(type, i, Good, true),
                        1 => Update(type, i, Good, true, changes: true),
                        2 => Update(type, i, Good, true, changes: false),
                        _ => Create(type, i, "absent", type == "gvisor"),
                    }
                ),
        ];

    public static JsonObject CloudProfile() =>
        new()
        {
            ["apiVersion"] = "core.gardener.cloud/v1beta1",
            ["kind"] = "CloudProfile",
            ["metadata"] = new JsonObject { ["name"] = Profile },
            ["spec"] = new JsonObject
            {
                ["type"] = "bench",
                ["machineTypes"] = new JsonArray([.. Enumerable.Range(0, 60).Select(MachineType)]),
                ["regions"] = new JsonArray(new JsonObject { ["name"] = "bench" }),
                ["kubernetes"] = new JsonObject
                {
                    ["versions"] = new JsonArray(new JsonObject { ["version"] = "1.34.2" }),
                },
                ["machineImages"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "ubuntu",
                        ["versions"] = new JsonArray(new JsonObject { ["version"] = "24.4.0" }),
                    }
                ),
            },
        };

    private static Review Create(string type, int number, string machine, bool isAllowed) =>
        new(Body("CREATE", number, Shoot(type, number, machine, 3), null), isAllowed);

    private static Review Update(string type, int number, string machine, bool isAllowed, bool changes) =>
        new(
            Body("UPDATE", number, Shoot(type, number, machine, changes ? 5 : 3), Shoot(type, number, machine, 3)),
            isAllowed
        );

    private static byte[] Body(string operation, int number, JsonObject shoot, JsonObject? old)
    {
        var resource = new JsonObject
        {
            ["group"] = "core.gardener.cloud",
            ["version"] = "v1beta1",
            ["resource"] = "shoots",
        };
        var kind = new JsonObject
        {
            ["group"] = "core.gardener.cloud",
            ["version"] = "v1beta1",
            ["kind"] = "Shoot",
        };
        var request = new JsonObject
        {
            ["uid"] = FormattableString.Invariant($"705ab4f5-6393-11e8-b7cc-42010a8{number:D5}"),
            ["kind"] = kind,
            ["resource"] = resource,
            ["requestKind"] = kind.DeepClone(),
            ["requestResource"] = resource.DeepClone(),
            ["name"] = shoot["metadata"]!["name"]!.DeepClone(),
            ["namespace"] = "garden-bench",
            ["operation"] = operation,
            ["userInfo"] = new JsonObject
            {
                ["username"] = "owner@example.org",
                ["groups"] = new JsonArray("system:authenticated"),
            },
            ["object"] = shoot,
            ["oldObject"] = old,
            ["dryRun"] = false,
            ["options"] = new JsonObject { ["kind"] = "UpdateOptions", ["apiVersion"] = "meta.k8s.io/v1" },
        };
        var review = new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = "admission.k8s.io/v1",
            ["request"] = request,
        };
        return Encoding.UTF8.GetBytes(review.ToJsonString());
    }

    private static JsonObject Shoot(string type, int number, string machine, int maximum)
    {
        var name = FormattableString.Invariant($"shoot-{number}");
        return new JsonObject
        {
            ["apiVersion"] = "core.gardener.cloud/v1beta1",
            ["kind"] = "Shoot",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "garden-bench",
                ["uid"] = FormattableString.Invariant($"a1b2c3d4-0000-4000-8000-0000000{number:D5}"),
                ["resourceVersion"] = "123456789",
                ["generation"] = 7,
                ["creationTimestamp"] = "2026-11-01T08:00:00Z",
                ["labels"] = new JsonObject
                {
                    [WellKnown.Labels.ExtensionContainerRuntimePrefix + type] = "true",
                    ["shoot.gardener.cloud/status"] = "healthy",
                },
                ["annotations"] = new JsonObject { ["gardener.cloud/created-by"] = "owner@example.org" },
                ["finalizers"] = new JsonArray("gardener"),
                ["managedFields"] = new JsonArray(ManagedFields("kubectl"), ManagedFields("gardenlet")),
            },
            ["spec"] = Spec(type, machine, maximum),
            ["status"] = Status(),
        };
    }

    private static JsonObject Spec(string type, string machine, int maximum) =>
        new()
        {
            ["cloudProfile"] = new JsonObject { ["kind"] = "CloudProfile", ["name"] = Profile },
            ["region"] = "bench",
            ["secretBindingName"] = "credentials",
            ["purpose"] = "production",
            ["addons"] = new JsonObject { ["kubernetesDashboard"] = new JsonObject { ["enabled"] = false } },
            ["dns"] = new JsonObject { ["domain"] = "shoot.bench.example.org" },
            ["kubernetes"] = new JsonObject
            {
                ["version"] = "1.34.2",
                ["kubeAPIServer"] = new JsonObject
                {
                    ["requests"] = new JsonObject { ["maxNonMutatingInflight"] = 400, ["maxMutatingInflight"] = 200 },
                    ["enableAnonymousAuthentication"] = false,
                },
                ["kubeProxy"] = new JsonObject { ["mode"] = "IPTables", ["enabled"] = true },
                ["kubelet"] = new JsonObject { ["failSwapOn"] = true, ["imageGCHighThresholdPercent"] = 50 },
            },
            ["networking"] = new JsonObject
            {
                ["type"] = "calico",
                ["pods"] = "100.96.0.0/11",
                ["nodes"] = "10.250.0.0/16",
                ["services"] = "100.64.0.0/13",
            },
            ["maintenance"] = new JsonObject
            {
                ["autoUpdate"] = new JsonObject { ["kubernetesVersion"] = true, ["machineImageVersion"] = true },
                ["timeWindow"] = new JsonObject { ["begin"] = "220000+0100", ["end"] = "230000+0100" },
            },
            ["provider"] = new JsonObject
            {
                ["type"] = "bench",
                ["workers"] = new JsonArray([
                    .. Enumerable.Range(0, Pools).Select(i => Worker(type, i, machine, maximum)),
                ]),
            },
        };

    private static JsonNode Worker(string type, int number, string machine, int maximum) =>
        new JsonObject
        {
            ["name"] = FormattableString.Invariant($"pool-{number}"),
            ["minimum"] = 1,
            ["maximum"] = maximum,
            ["maxSurge"] = 1,
            ["maxUnavailable"] = 0,
            ["zones"] = new JsonArray("bench-a", "bench-b"),
            ["machine"] = new JsonObject
            {
                // The last pool decides, as the worst case for whoever looks for it.
                ["type"] = number == Pools - 1 ? machine : Good,
                ["architecture"] = "amd64",
                ["image"] = new JsonObject { ["name"] = "ubuntu", ["version"] = "24.4.0" },
            },
            ["volume"] = new JsonObject { ["type"] = "ssd", ["size"] = "50Gi" },
            ["cri"] = new JsonObject
            {
                ["name"] = "containerd",
                ["containerRuntimes"] = new JsonArray(new JsonObject { ["type"] = type }),
            },
            ["labels"] = new JsonObject { ["team"] = "blue", ["purpose"] = "work" },
            ["systemComponents"] = new JsonObject { ["allow"] = true },
        };

    private static JsonObject Status() =>
        new()
        {
            ["observedGeneration"] = 7,
            ["technicalID"] = "shoot--bench--shoot",
            ["lastOperation"] = new JsonObject
            {
                ["description"] = "Shoot cluster has been successfully reconciled.",
                ["lastUpdateTime"] = "2026-11-20T08:00:05Z",
                ["progress"] = 100,
                ["state"] = "Succeeded",
                ["type"] = "Reconcile",
            },
            ["conditions"] = new JsonArray(
                Condition("APIServerAvailable"),
                Condition("ControlPlaneHealthy"),
                Condition("EveryNodeReady"),
                Condition("SystemComponentsHealthy")
            ),
        };

    private static JsonNode Condition(string type) =>
        new JsonObject
        {
            ["type"] = type,
            ["status"] = "True",
            ["reason"] = "HealthzRequestSucceeded",
            ["message"] = "All requests to the health endpoint succeeded.",
            ["lastTransitionTime"] = "2026-11-20T08:00:05Z",
            ["lastUpdateTime"] = "2026-11-20T08:00:05Z",
        };

    private static JsonNode ManagedFields(string writer) =>
        new JsonObject
        {
            ["manager"] = writer,
            ["operation"] = "Update",
            ["apiVersion"] = "core.gardener.cloud/v1beta1",
            ["time"] = "2026-11-20T08:00:05Z",
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = new JsonObject
            {
                ["f:spec"] = new JsonObject(
                    Enumerable
                        .Range(0, 30)
                        .Select(i =>
                            KeyValuePair.Create<string, JsonNode?>(
                                FormattableString.Invariant($"f:field{i}"),
                                new JsonObject()
                            )
                        )
                ),
            },
        };

    private static JsonNode MachineType(int number) =>
        new JsonObject
        {
            ["name"] = number == 0 ? Good : FormattableString.Invariant($"machine-{number}"),
            ["cpu"] = "4",
            ["gpu"] = "0",
            ["memory"] = "16Gi",
            ["architecture"] = "amd64",
            ["usable"] = true,
        };
}
