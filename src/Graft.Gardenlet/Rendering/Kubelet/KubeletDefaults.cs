using System.Text.Json.Nodes;

namespace Graft.Gardenlet.Rendering.Kubelet;

/// <summary>What Gardener configures on every kubelet where the owner of the Shoot says nothing else.</summary>
internal static class KubeletDefaults
{
    public static JsonObject Create(RenderOptions options) =>
        new()
        {
            ["apiVersion"] = "kubelet.config.k8s.io/v1beta1",
            ["kind"] = "KubeletConfiguration",
            ["authentication"] = new JsonObject
            {
                ["anonymous"] = new JsonObject { ["enabled"] = false },
                ["webhook"] = new JsonObject { ["enabled"] = true, ["cacheTTL"] = "2m0s" },
                ["x509"] = new JsonObject { ["clientCAFile"] = KubeletUnit.AuthoritiesPath },
            },
            ["authorization"] = new JsonObject
            {
                ["mode"] = "Webhook",
                ["webhook"] = new JsonObject { ["cacheAuthorizedTTL"] = "5m0s", ["cacheUnauthorizedTTL"] = "30s" },
            },
            ["cgroupRoot"] = "/",
            ["cgroupsPerQOS"] = true,
            ["clusterDNS"] = new JsonArray(JsonValue.Create(options.ClusterDns)),
            ["clusterDomain"] = "cluster.local",
            ["cpuCFSQuota"] = true,
            ["cpuManagerPolicy"] = "none",
            ["cpuManagerReconcilePeriod"] = "10s",
            ["enableControllerAttachDetach"] = true,
            ["enableDebuggingHandlers"] = true,
            ["enableServer"] = true,
            ["enforceNodeAllocatable"] = new JsonArray(JsonValue.Create("pods")),
            ["eventBurst"] = 50,
            ["eventRecordQPS"] = 50,
            ["evictionHard"] = Eviction("100Mi", "5%", "5%", "5%", "5%"),
            ["evictionMaxPodGracePeriod"] = 90,
            ["evictionMinimumReclaim"] = Eviction("0Mi", "0Mi", "0Mi", "0Mi", "0Mi"),
            ["evictionPressureTransitionPeriod"] = "4m0s",
            ["evictionSoft"] = Eviction("200Mi", "10%", "10%", "10%", "10%"),
            ["evictionSoftGracePeriod"] = Eviction("1m30s", "1m30s", "1m30s", "1m30s", "1m30s"),
            ["failSwapOn"] = true,
            ["fileCheckFrequency"] = "20s",
            ["hairpinMode"] = "promiscuous-bridge",
            ["httpCheckFrequency"] = "20s",
            ["imageGCHighThresholdPercent"] = 50,
            ["imageGCLowThresholdPercent"] = 40,
            ["imageMinimumGCAge"] = "2m0s",
            ["kubeAPIBurst"] = 50,
            ["kubeAPIQPS"] = 50,
            ["kubeReserved"] = new JsonObject
            {
                ["cpu"] = "80m",
                ["memory"] = "1Gi",
                ["pid"] = "20k",
            },
            ["maxOpenFiles"] = 1000000,
            ["maxPods"] = 110,
            ["nodeLeaseDurationSeconds"] = 40,
            ["nodeStatusUpdateFrequency"] = "10s",
            ["protectKernelDefaults"] = true,
            ["readOnlyPort"] = 0,
            ["registryBurst"] = 10,
            ["registryPullQPS"] = 5,
            ["resolvConf"] = "/etc/resolv.conf",
            ["rotateCertificates"] = true,
            ["runtimeRequestTimeout"] = "2m0s",
            ["serializeImagePulls"] = true,
            ["serverTLSBootstrap"] = true,
            ["streamingConnectionIdleTimeout"] = "5m0s",
            ["syncFrequency"] = "1m0s",
            ["volumePluginDir"] = "/var/lib/kubelet/volumeplugins",
            ["volumeStatsAggPeriod"] = "1m0s",
        };

    private static JsonObject Eviction(
        string memory,
        string imageFs,
        string imageFsInodes,
        string nodeFs,
        string nodeFsInodes
    ) =>
        new()
        {
            ["imagefs.available"] = imageFs,
            ["imagefs.inodesFree"] = imageFsInodes,
            ["memory.available"] = memory,
            ["nodefs.available"] = nodeFs,
            ["nodefs.inodesFree"] = nodeFsInodes,
        };
}
