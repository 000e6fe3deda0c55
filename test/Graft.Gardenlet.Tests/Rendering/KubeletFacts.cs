namespace Graft.Gardenlet.Tests.Rendering;

/// <summary>
/// What kubelets of Kubernetes 1.10 to 1.36 know, as far as Graft may ever render it: facts of their source code
/// (cmd/kubelet/app/options, k8s.io/kubelet/config/v1beta1, pkg/features) and of release notes. Minors only; a fact that
/// holds for all of them has the minor 10.
/// </summary>
internal static class KubeletFacts
{
    public const int First = 10;
    public const int Last = 36;

    /// <summary>Flags, with the first minor that has them no longer; 99 for those that all have.</summary>
    public static readonly IReadOnlyDictionary<string, int> FlagGoneIn = new Dictionary<string, int>
    {
        ["allow-privileged"] = 15, // CHANGELOG-1.15: deprecated in 1.12, removed
        ["bootstrap-kubeconfig"] = 99,
        ["cadvisor-port"] = 12, // CHANGELOG-1.12
        ["cni-bin-dir"] = 24, // with dockershim, CHANGELOG-1.24
        ["cni-conf-dir"] = 24,
        ["config"] = 99,
        ["container-runtime"] = 27, // CHANGELOG-1.27, #114017
        ["container-runtime-endpoint"] = 99, // deprecated in 1.27 for the field
        ["feature-gates"] = 99,
        ["image-pull-progress-deadline"] = 24,
        ["kubeconfig"] = 99,
        ["network-plugin"] = 24,
        ["node-labels"] = 99,
        ["pod-infra-container-image"] = 35, // #133779
        ["rotate-certificates"] = 99,
        ["runtime-cgroups"] = 99, // has no field in the configuration up to 1.36
        ["v"] = 99,
        ["volume-plugin-dir"] = 99,
    };

    /// <summary>Fields of KubeletConfiguration v1beta1, with the first minor that has them.</summary>
    public static readonly IReadOnlyDictionary<string, int> FieldSince = new Dictionary<string, int>
    {
        ["apiVersion"] = 10,
        ["authentication"] = 10,
        ["authorization"] = 10,
        ["cgroupDriver"] = 10,
        ["cgroupRoot"] = 10,
        ["cgroupsPerQOS"] = 10,
        ["clusterDNS"] = 10,
        ["clusterDomain"] = 10,
        ["containerLogMaxFiles"] = 10, // #59898
        ["containerLogMaxSize"] = 10,
        ["containerRuntimeEndpoint"] = 27, // #112136
        ["cpuCFSQuota"] = 10,
        ["cpuManagerPolicy"] = 10,
        ["cpuManagerReconcilePeriod"] = 10,
        ["enableControllerAttachDetach"] = 10,
        ["enableDebuggingHandlers"] = 10,
        ["enableServer"] = 19, // #90494
        ["enforceNodeAllocatable"] = 10,
        ["eventBurst"] = 10,
        ["eventRecordQPS"] = 10,
        ["evictionHard"] = 10,
        ["evictionMaxPodGracePeriod"] = 10,
        ["evictionMinimumReclaim"] = 10,
        ["evictionPressureTransitionPeriod"] = 10,
        ["evictionSoft"] = 10,
        ["evictionSoftGracePeriod"] = 10,
        ["failSwapOn"] = 10,
        ["featureGates"] = 10,
        ["fileCheckFrequency"] = 10,
        ["hairpinMode"] = 10,
        ["httpCheckFrequency"] = 10,
        ["imageGCHighThresholdPercent"] = 10,
        ["imageGCLowThresholdPercent"] = 10,
        ["imageMaximumGCAge"] = 29, // #121275
        ["imageMinimumGCAge"] = 10,
        ["imagePullCredentialsVerificationPolicy"] = 33, // #128152
        ["kind"] = 10,
        ["kubeAPIBurst"] = 10,
        ["kubeAPIQPS"] = 10,
        ["kubeReserved"] = 10,
        ["maxOpenFiles"] = 10,
        ["maxParallelImagePulls"] = 27, // #115220
        ["maxPods"] = 10,
        ["memorySwap"] = 22, // #102823
        ["nodeLeaseDurationSeconds"] = 13,
        ["nodeStatusUpdateFrequency"] = 10,
        ["podPidsLimit"] = 10,
        ["preloadedImagesVerificationAllowlist"] = 33,
        ["protectKernelDefaults"] = 10,
        ["readOnlyPort"] = 10,
        ["registryBurst"] = 10,
        ["registryPullQPS"] = 10,
        // #105437 brought the field with 1.23. The wire contract wants it for all versions; older kubelets ignore it.
        ["registerWithTaints"] = 10,
        ["resolvConf"] = 10,
        ["rotateCertificates"] = 10,
        ["runtimeRequestTimeout"] = 10,
        ["seccompDefault"] = 22, // #101943
        ["serializeImagePulls"] = 10,
        ["serverTLSBootstrap"] = 11,
        ["singleProcessOOMKill"] = 32,
        ["streamingConnectionIdleTimeout"] = 10, // without effect in 1.36, but there
        ["syncFrequency"] = 10,
        ["systemReserved"] = 10,
        ["volumePluginDir"] = 19, // #88480
        ["volumeStatsAggPeriod"] = 10,
    };

    /// <summary>
    /// Fields that a kubelet refuses while a feature gate is off, with the first minor that has the gate on by default: the
    /// kubelet's own validation of its configuration, which ends the process.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, (string Gate, int OnSince)> FieldNeedsGate = new Dictionary<
        string,
        (string, int)
    >
    {
        ["imageMaximumGCAge"] = ("ImageMaximumGCAge", 30),
        ["imagePullCredentialsVerificationPolicy"] = ("KubeletEnsureSecretPulledImages", 35), // #135228
        ["memorySwap"] = ("NodeSwap", 30),
        ["preloadedImagesVerificationAllowlist"] = ("KubeletEnsureSecretPulledImages", 35),
        ["seccompDefault"] = ("SeccompDefault", 25),
        ["serverTLSBootstrap"] = ("RotateKubeletServerCertificate", 12),
    };

    /// <summary>Feature gates, with their first minor and the first that has them no longer: an unknown gate ends a kubelet.</summary>
    public static readonly IReadOnlyDictionary<string, (int Since, int GoneIn)> Gates = new Dictionary<
        string,
        (int, int)
    >
    {
        ["CRIContainerLogRotation"] = (10, 22), // #59898, #101578
        ["PodPriority"] = (10, 18),
        ["SupportPodPidsLimit"] = (10, 23),
    };

    /// <summary>What can be reserved, with the first minor that can by default; others end a kubelet.</summary>
    public static readonly IReadOnlyDictionary<string, int> ReservableSince = new Dictionary<string, int>
    {
        ["cpu"] = 10,
        ["ephemeral-storage"] = 10,
        ["memory"] = 10,
        ["pid"] = 15, // #73651 behind a gate, #76221 by default
    };

    public static readonly IReadOnlySet<string> EvictionSignals = new HashSet<string>
    {
        "memory.available",
        "nodefs.available",
        "nodefs.inodesFree",
        "imagefs.available",
        "imagefs.inodesFree",
    };

    /// <summary>
    /// Labels of Kubernetes' own domains that a kubelet may set on its node, with the first minor that lets it. From 1.16
    /// a kubelet ends where it is given others; before, it warns.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, int> LabelSince = new Dictionary<string, int>
    {
        ["beta.kubernetes.io/arch"] = 10,
        ["beta.kubernetes.io/instance-type"] = 10,
        ["beta.kubernetes.io/os"] = 10,
        ["failure-domain.beta.kubernetes.io/region"] = 10,
        ["failure-domain.beta.kubernetes.io/zone"] = 10,
        ["kubernetes.io/arch"] = 10,
        ["kubernetes.io/hostname"] = 10,
        ["kubernetes.io/os"] = 10,
        ["topology.kubernetes.io/region"] = 17, // #81431
        ["topology.kubernetes.io/zone"] = 17,
    };
}
