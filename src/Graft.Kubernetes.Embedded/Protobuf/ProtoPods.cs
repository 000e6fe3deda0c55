using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Pods, and the templates that others make them of.</summary>
internal static class ProtoPods
{
    private static readonly ProtoMessage Requirement = new(Text(1, "key"), Text(2, "operator"), Texts(3, "values"));

    private static readonly ProtoMessage NodeTerm = new(
        Messages(1, "matchExpressions", Requirement),
        Messages(2, "matchFields", Requirement)
    );

    private static readonly ProtoMessage PodTerm = new(
        Message(1, "labelSelector", LabelSelector, isOptional: true),
        Texts(2, "namespaces"),
        Text(3, "topologyKey"),
        Message(4, "namespaceSelector", LabelSelector, isOptional: true),
        Texts(5, "matchLabelKeys"),
        Texts(6, "mismatchLabelKeys")
    );

    private static readonly ProtoMessage PodTerms = new(
        Messages(1, "requiredDuringSchedulingIgnoredDuringExecution", PodTerm),
        Messages(
            2,
            "preferredDuringSchedulingIgnoredDuringExecution",
            new ProtoMessage(Number(1, "weight"), Message(2, "podAffinityTerm", PodTerm))
        )
    );

    private static readonly ProtoMessage Affinity = new(
        Message(
            1,
            "nodeAffinity",
            new ProtoMessage(
                Message(
                    1,
                    "requiredDuringSchedulingIgnoredDuringExecution",
                    new ProtoMessage(Messages(1, "nodeSelectorTerms", NodeTerm))
                ),
                Messages(
                    2,
                    "preferredDuringSchedulingIgnoredDuringExecution",
                    new ProtoMessage(Number(1, "weight"), Message(2, "preference", NodeTerm))
                )
            )
        ),
        Message(2, "podAffinity", PodTerms),
        Message(3, "podAntiAffinity", PodTerms)
    );

    private static readonly ProtoMessage SecurityContext = new(
        Message(1, "seLinuxOptions", ProtoContainers.SeLinuxOptions),
        OptionalNumber(2, "runAsUser"),
        OptionalFlag(3, "runAsNonRoot"),
        Numbers(4, "supplementalGroups"),
        OptionalNumber(5, "fsGroup"),
        OptionalNumber(6, "runAsGroup"),
        Messages(7, "sysctls", new ProtoMessage(Text(1, "name"), Text(2, "value"))),
        Text(9, "fsGroupChangePolicy"),
        Message(10, "seccompProfile", ProtoContainers.Profile),
        Message(11, "appArmorProfile", ProtoContainers.Profile),
        Text(12, "supplementalGroupsPolicy")
    );

    private static readonly ProtoMessage Toleration = new(
        Text(1, "key"),
        Text(2, "operator"),
        Text(3, "value"),
        Text(4, "effect"),
        OptionalNumber(5, "tolerationSeconds")
    );

    private static readonly ProtoMessage SpreadConstraint = new(
        Number(1, "maxSkew"),
        Text(2, "topologyKey"),
        Text(3, "whenUnsatisfiable"),
        Message(4, "labelSelector", LabelSelector),
        OptionalNumber(5, "minDomains"),
        Text(6, "nodeAffinityPolicy"),
        Text(7, "nodeTaintsPolicy"),
        Texts(8, "matchLabelKeys")
    );

    private static readonly ProtoMessage Dns = new(
        Texts(1, "nameservers"),
        Texts(2, "searches"),
        Messages(3, "options", new ProtoMessage(Text(1, "name"), OptionalText(2, "value")))
    );

    private static readonly ProtoMessage Spec = new(
        Messages(1, "volumes", ProtoVolumes.Volume),
        Messages(2, "containers", ProtoContainers.Container),
        Text(3, "restartPolicy"),
        OptionalNumber(4, "terminationGracePeriodSeconds"),
        OptionalNumber(5, "activeDeadlineSeconds"),
        Text(6, "dnsPolicy"),
        TextMap(7, "nodeSelector"),
        Text(8, "serviceAccountName"),
        Text(9, "serviceAccount"),
        Text(10, "nodeName"),
        Flag(11, "hostNetwork"),
        Flag(12, "hostPID"),
        Flag(13, "hostIPC"),
        Message(14, "securityContext", SecurityContext, isOptional: true),
        Messages(15, "imagePullSecrets", LocalObjectReference),
        Text(16, "hostname"),
        Text(17, "subdomain"),
        Message(18, "affinity", Affinity),
        Text(19, "schedulerName"),
        Messages(20, "initContainers", ProtoContainers.Container),
        OptionalFlag(21, "automountServiceAccountToken"),
        Messages(22, "tolerations", Toleration),
        Messages(23, "hostAliases", new ProtoMessage(Text(1, "ip"), Texts(2, "hostnames"))),
        Text(24, "priorityClassName"),
        OptionalNumber(25, "priority"),
        Message(26, "dnsConfig", Dns),
        OptionalFlag(27, "shareProcessNamespace"),
        Messages(28, "readinessGates", new ProtoMessage(Text(1, "conditionType"))),
        Text(29, "runtimeClassName"),
        OptionalFlag(30, "enableServiceLinks"),
        Text(31, "preemptionPolicy"),
        QuantityMap(32, "overhead"),
        Messages(33, "topologySpreadConstraints", SpreadConstraint),
        OptionalFlag(35, "setHostnameAsFQDN"),
        Message(36, "os", new ProtoMessage(Text(1, "name"))),
        OptionalFlag(37, "hostUsers"),
        Messages(38, "schedulingGates", new ProtoMessage(Text(1, "name")))
    );

    public static readonly ProtoMessage Template = new(Message(1, "metadata", ObjectMeta), Message(2, "spec", Spec));

    public static readonly ProtoMessage Pod = new(
        Metadata(ObjectMeta),
        Message(2, "spec", Spec),
        Message(3, "status", Empty)
    );
}
