using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Tests.Rendering;

/// <summary>
/// Flags and configuration of every minor, for a Shoot that uses every kubelet option there is, beside what kubelets of
/// that minor know (<see cref="KubeletFacts"/>).
/// </summary>
public class KubeletAcceptanceTests
{
    private const string EveryOption = """
        {
          "containerLogMaxSize": "50Mi", "containerLogMaxFiles": 5, "cpuCFSQuota": true, "failSwapOn": false,
          "memorySwap": {"swapBehavior": "LimitedSwap"}, "cpuManagerPolicy": "none", "podPidsLimit": 10,
          "imageMinimumGCAge": "2m0s", "imageMaximumGCAge": "24h", "imageGCHighThresholdPercent": 50,
          "imageGCLowThresholdPercent": 40, "protectKernelDefaults": true, "seccompDefault": true,
          "maxParallelImagePulls": 5, "singleProcessOOMKill": true,
          "imagePullCredentialsVerificationPolicy": "NeverVerifyAllowlistedImages",
          "preloadedImagesVerificationAllowlist": ["registry.example.com/my-image"],
          "streamingConnectionIdleTimeout": "5m", "registryPullQPS": 5, "registryBurst": 10, "maxPods": 110,
          "evictionPressureTransitionPeriod": "4m0s", "evictionMaxPodGracePeriod": 90,
          "evictionHard": {"memoryAvailable": "100Mi", "imageFSAvailable": "5%", "imageFSInodesFree": "5%",
                           "nodeFSAvailable": "5%", "nodeFSInodesFree": "5%"},
          "evictionSoft": {"memoryAvailable": "200Mi", "imageFSAvailable": "10%", "imageFSInodesFree": "10%",
                           "nodeFSAvailable": "10%", "nodeFSInodesFree": "10%"},
          "evictionSoftGracePeriod": {"memoryAvailable": "1m30s", "nodeFSInodesFree": "1m30s"},
          "evictionMinimumReclaim": {"memoryAvailable": "0Mi", "imageFSInodesFree": "0Mi"},
          "kubeReserved": {"cpu": "100m", "memory": "1Gi", "ephemeralStorage": "1Gi", "pid": 1000},
          "systemReserved": {"cpu": "100m", "memory": "1Gi", "ephemeralStorage": "1Gi", "pid": 1000},
          "imagePullProgressDeadline": "2m0s"
        }
        """;

    public static TheoryData<int, string> Pools
    {
        get
        {
            var pools = new TheoryData<int, string>();
            for (var minor = KubeletFacts.First; minor <= KubeletFacts.Last; minor++)
            {
                pools.Add(minor, CriName.Containerd);
                if (minor < 23)
                {
                    pools.Add(minor, CriName.Docker);
                }
            }
            return pools;
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_kubelet_knows_every_flag_and_may_set_every_label(int minor, string cri)
    {
        foreach (var flag in Flags(Render(minor, cri)))
        {
            var (name, value) = Split(flag.TrimStart('-'));
            Assert.True(KubeletFacts.FlagGoneIn.TryGetValue(name, out var goneIn), $"nothing is known of --{name}");
            Assert.True(minor < goneIn, $"a kubelet of 1.{minor} does not know --{name}");
            if (name == "feature-gates")
            {
                AssertKnown(Split(value).Name, minor);
            }
            if (name == "node-labels")
            {
                AssertMaySet(Split(value).Name, minor);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_kubelet_knows_and_accepts_every_field(int minor, string cri)
    {
        var configuration = ConfigurationOf(Render(minor, cri));

        var gates = configuration["featureGates"]?.AsObject() ?? [];
        Assert.All(gates, gate => AssertKnown(gate.Key, minor));
        foreach (var (name, _) in configuration)
        {
            Assert.True(KubeletFacts.FieldSince.TryGetValue(name, out var since), $"nothing is known of {name}");
            Assert.True(since <= minor, $"a kubelet of 1.{minor} does not know {name}");
            if (KubeletFacts.FieldNeedsGate.TryGetValue(name, out var need))
            {
                Assert.True(need.OnSince <= minor, $"a kubelet of 1.{minor} wants the gate {need.Gate} for {name}");
            }
        }
        foreach (
            var map in new[] { "evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim" }
        )
        {
            Assert.All(configuration[map]!.AsObject(), one => Assert.Contains(one.Key, KubeletFacts.EvictionSignals));
        }
        // A kubelet ends where a soft threshold has no grace period.
        Assert.Subset(Keys(configuration["evictionSoftGracePeriod"]), Keys(configuration["evictionSoft"]));
        foreach (var map in new[] { "kubeReserved", "systemReserved" })
        {
            Assert.All(
                configuration[map]!.AsObject(),
                one => Assert.True(KubeletFacts.ReservableSince[one.Key] <= minor, $"{map}.{one.Key} in 1.{minor}")
            );
        }
        Assert.False(
            (bool)configuration["serializeImagePulls"]! && (int?)configuration["maxParallelImagePulls"] > 1,
            "a kubelet refuses several pulls at once while they are serialized"
        );
    }

    [Theory]
    [InlineData(24, "SeccompDefault", "seccompDefault")]
    [InlineData(28, "NodeSwap", "memorySwap")]
    [InlineData(34, "KubeletEnsureSecretPulledImages", "imagePullCredentialsVerificationPolicy")]
    public void A_field_whose_gate_is_off_by_default_is_there_where_the_owner_switches_the_gate_on(
        int minor,
        string gate,
        string field
    )
    {
        Assert.Null(ConfigurationOf(Render(minor, CriName.Containerd))[field]);
        Assert.NotNull(ConfigurationOf(Render(minor, CriName.Containerd, (gate, true)))[field]);
        Assert.Null(ConfigurationOf(Render(minor, CriName.Containerd, (gate, false)))[field]);
    }

    [Fact]
    public void An_option_of_the_owner_reaches_every_kubelet_that_knows_it()
    {
        var configuration = ConfigurationOf(Render(KubeletFacts.Last, CriName.Containerd));

        var options = JsonNode.Parse(EveryOption)!.AsObject().Select(option => option.Key);
        Assert.All(options.Except(["imagePullProgressDeadline"]), option => Assert.NotNull(configuration[option]));
    }

    private static IEnumerable<string> LabelsToTry =>
        ["team", "node-role.kubernetes.io/worker", "scheduling.k8s.io/x", .. KubeletFacts.LabelSince.Keys];

    private static void AssertKnown(string gate, int minor)
    {
        Assert.True(KubeletFacts.Gates.TryGetValue(gate, out var known), $"nothing is known of the gate {gate}");
        Assert.True(known.Since <= minor && minor < known.GoneIn, $"1.{minor} does not know the gate {gate}");
    }

    private static void AssertMaySet(string label, int minor)
    {
        var slash = label.IndexOf('/');
        var domain = slash < 0 ? "" : label[..slash];
        var isOfKubernetes = IsWithin(domain, "kubernetes.io") || IsWithin(domain, "k8s.io");
        var isFree = IsWithin(domain, "kubelet.kubernetes.io") || IsWithin(domain, "node.kubernetes.io");
        Assert.True(
            !isOfKubernetes || isFree || (KubeletFacts.LabelSince.TryGetValue(label, out var since) && since <= minor),
            $"a kubelet of 1.{minor} may not set {label}"
        );
    }

    private static bool IsWithin(string domain, string parent) =>
        domain == parent || domain.EndsWith($".{parent}", StringComparison.Ordinal);

    private static Graft.Gardenlet.Rendering.PoolObjects Render(
        int minor,
        string cri,
        params (string Gate, bool IsOn)[] gates
    )
    {
        var kubelet = JsonSerializer.Deserialize(EveryOption, ApiJson.Context.KubeletConfig)!;
        var worker = SampleShoots.Pool(
            "p",
            cri == CriName.Docker ? SampleShoots.Docker : SampleShoots.Containerd("fast")
        );
        return SampleShoots.RenderPool(
            $"1.{minor}.3",
            worker with
            {
                Kubernetes = new WorkerKubernetes
                {
                    Kubelet = kubelet with
                    {
                        FeatureGates = gates.Length == 0 ? null : gates.ToDictionary(one => one.Gate, one => one.IsOn),
                    },
                },
                Labels = LabelsToTry.ToDictionary(key => key, _ => "x"),
                Taints =
                [
                    new Graft.Api.Kubernetes.Taint
                    {
                        Key = "dedicated",
                        Value = "db",
                        Effect = "NoExecute",
                    },
                ],
            }
        );
    }

    private static JsonObject ConfigurationOf(Graft.Gardenlet.Rendering.PoolObjects pool)
    {
        var file = pool.Reconcile.Spec!.Files!.Single(one => one.Path == "/var/lib/kubelet/config/kubelet");
        return YamlDocument.ParseAll(file.Content!.Inline!.Data!)[0]!.AsObject();
    }

    private static IEnumerable<string> Flags(Graft.Gardenlet.Rendering.PoolObjects pool) =>
        pool
            .Reconcile.Spec!.Units!.Single(unit => unit.Name == "kubelet.service")
            .Content!.Split('\n')
            .Select(line => line.Trim().TrimEnd('\\').TrimEnd())
            .Where(line => line.StartsWith("--", StringComparison.Ordinal));

    private static (string Name, string Value) Split(string pair)
    {
        var parts = pair.Split('=', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static HashSet<string> Keys(JsonNode? map) => [.. map!.AsObject().Select(one => one.Key)];
}
