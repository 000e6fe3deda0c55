using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>
/// The field numbers of the kinds that kubectl sends as protobuf, as Kubernetes' published .proto files assign them.
/// </summary>
internal static class ProtoKinds
{
    private static readonly ProtoMessage OwnerReference = new(
        Text(1, "kind"),
        Text(3, "name"),
        Text(4, "uid"),
        Text(5, "apiVersion"),
        OptionalFlag(6, "controller"),
        OptionalFlag(7, "blockOwnerDeletion")
    );

    private static readonly ProtoMessage ManagedFields = new(
        Text(1, "manager"),
        Text(2, "operation"),
        Text(3, "apiVersion"),
        Time(4, "time"),
        Text(6, "fieldsType"),
        RawJson(7, "fieldsV1"),
        Text(8, "subresource")
    );

    private static readonly ProtoMessage ObjectMeta = new(
        Text(1, "name"),
        Text(2, "generateName"),
        Text(3, "namespace"),
        Text(4, "selfLink"),
        Text(5, "uid"),
        Text(6, "resourceVersion"),
        Number(7, "generation"),
        Time(8, "creationTimestamp"),
        Time(9, "deletionTimestamp"),
        OptionalNumber(10, "deletionGracePeriodSeconds"),
        TextMap(11, "labels"),
        TextMap(12, "annotations"),
        Messages(13, "ownerReferences", OwnerReference),
        Texts(14, "finalizers"),
        Messages(17, "managedFields", ManagedFields)
    );

    private static readonly ProtoMessage LocalObjectReference = new(Text(1, "name"));

    private static readonly ProtoMessage ObjectReference = new(
        Text(1, "kind"),
        Text(2, "namespace"),
        Text(3, "name"),
        Text(4, "uid"),
        Text(5, "apiVersion"),
        Text(6, "resourceVersion"),
        Text(7, "fieldPath")
    );

    private static readonly ProtoMessage LabelSelector = new(
        TextMap(1, "matchLabels"),
        Messages(2, "matchExpressions", new ProtoMessage(Text(1, "key"), Text(2, "operator"), Texts(3, "values")))
    );

    private static readonly ProtoMessage DeleteOptions = new(
        OptionalNumber(1, "gracePeriodSeconds"),
        Message(2, "preconditions", new ProtoMessage(Text(1, "uid"), Text(2, "resourceVersion"))),
        OptionalFlag(3, "orphanDependents"),
        Text(4, "propagationPolicy"),
        Texts(5, "dryRun")
    );

    private static readonly ProtoMessage PolicyRule = new(
        Texts(1, "verbs"),
        Texts(2, "apiGroups"),
        Texts(3, "resources"),
        Texts(4, "resourceNames"),
        Texts(5, "nonResourceURLs")
    );

    private static readonly ProtoMessage Binding = new(
        Metadata(ObjectMeta),
        Messages(
            2,
            "subjects",
            new ProtoMessage(Text(1, "kind"), Text(2, "apiGroup"), Text(3, "name"), Text(4, "namespace"))
        ),
        Message(3, "roleRef", new ProtoMessage(Text(1, "apiGroup"), Text(2, "kind"), Text(3, "name")))
    );

    private static readonly ProtoMessage Container = new(
        Text(1, "name"),
        Text(2, "image"),
        Texts(3, "command"),
        Texts(4, "args"),
        Text(5, "workingDir"),
        Messages(
            6,
            "ports",
            new ProtoMessage(
                Text(1, "name"),
                Number(2, "hostPort"),
                Number(3, "containerPort"),
                Text(4, "protocol"),
                Text(5, "hostIP")
            )
        ),
        Messages(7, "env", new ProtoMessage(Text(1, "name"), Text(2, "value"))),
        Message(8, "resources", new ProtoMessage(QuantityMap(1, "limits"), QuantityMap(2, "requests"))),
        Text(13, "terminationMessagePath"),
        Text(14, "imagePullPolicy"),
        Flag(16, "stdin"),
        Flag(17, "stdinOnce"),
        Flag(18, "tty"),
        Text(20, "terminationMessagePolicy")
    );

    private static readonly ProtoMessage PodSpec = new(
        Messages(2, "containers", Container),
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
        Messages(15, "imagePullSecrets", LocalObjectReference),
        Text(16, "hostname"),
        Text(17, "subdomain"),
        Text(19, "schedulerName"),
        Messages(20, "initContainers", Container),
        OptionalFlag(21, "automountServiceAccountToken"),
        Text(24, "priorityClassName"),
        Text(29, "runtimeClassName")
    );

    private static readonly ProtoMessage PodTemplate = new(
        Message(1, "metadata", ObjectMeta),
        Message(2, "spec", PodSpec)
    );

    private static readonly ProtoMessage DeploymentSpec = new(
        OptionalNumber(1, "replicas"),
        Message(2, "selector", LabelSelector),
        Message(3, "template", PodTemplate),
        Message(
            4,
            "strategy",
            new ProtoMessage(
                Text(1, "type"),
                Message(
                    2,
                    "rollingUpdate",
                    new ProtoMessage(IntOrString(1, "maxUnavailable"), IntOrString(2, "maxSurge"))
                )
            )
        ),
        Number(5, "minReadySeconds"),
        OptionalNumber(6, "revisionHistoryLimit"),
        Flag(7, "paused"),
        OptionalNumber(9, "progressDeadlineSeconds")
    );

    private static readonly ProtoMessage ServiceSpec = new(
        Messages(
            1,
            "ports",
            new ProtoMessage(
                Text(1, "name"),
                Text(2, "protocol"),
                Number(3, "port"),
                IntOrString(4, "targetPort"),
                Number(5, "nodePort"),
                Text(6, "appProtocol")
            )
        ),
        TextMap(2, "selector"),
        Text(3, "clusterIP"),
        Text(4, "type"),
        Texts(5, "externalIPs"),
        Text(7, "sessionAffinity"),
        Text(8, "loadBalancerIP"),
        Text(10, "externalName"),
        Texts(18, "clusterIPs")
    );

    private static readonly ProtoMessage AccessReviewSpec = new(
        Message(
            1,
            "resourceAttributes",
            new ProtoMessage(
                Text(1, "namespace"),
                Text(2, "verb"),
                Text(3, "group"),
                Text(4, "version"),
                Text(5, "resource"),
                Text(6, "subresource"),
                Text(7, "name")
            ),
            isOptional: true
        ),
        Message(2, "nonResourceAttributes", new ProtoMessage(Text(1, "path"), Text(2, "verb")), isOptional: true)
    );

    private static readonly ProtoMessage TokenRequestSpec = new(
        Texts(1, "audiences"),
        Message(
            3,
            "boundObjectRef",
            new ProtoMessage(Text(1, "kind"), Text(2, "apiVersion"), Text(3, "name"), Text(4, "uid"))
        ),
        OptionalNumber(4, "expirationSeconds")
    );

    private static readonly ProtoMessage SelfSubjectReview = new(
        Metadata(ObjectMeta),
        Message(
            2,
            "status",
            new ProtoMessage(
                Message(1, "userInfo", new ProtoMessage(Text(1, "username"), Text(2, "uid"), Texts(3, "groups")))
            )
        )
    );

    private static readonly Dictionary<(string ApiVersion, string Kind), ProtoMessage> Kinds = new()
    {
        [("v1", "ConfigMap")] = new(
            Metadata(ObjectMeta),
            TextMap(2, "data"),
            BytesMap(3, "binaryData"),
            OptionalFlag(4, "immutable")
        ),
        [("v1", "Secret")] = new(
            Metadata(ObjectMeta),
            BytesMap(2, "data"),
            Text(3, "type"),
            TextMap(4, "stringData"),
            OptionalFlag(5, "immutable")
        ),
        [("v1", "Namespace")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", new ProtoMessage(Texts(1, "finalizers"))),
            Message(3, "status", new ProtoMessage(Text(1, "phase")))
        ),
        [("v1", "ServiceAccount")] = new(
            Metadata(ObjectMeta),
            Messages(2, "secrets", ObjectReference),
            Messages(3, "imagePullSecrets", LocalObjectReference),
            OptionalFlag(4, "automountServiceAccountToken")
        ),
        [("v1", "Service")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", ServiceSpec),
            Message(3, "status", new ProtoMessage(Message(1, "loadBalancer", new ProtoMessage())))
        ),
        [("apps/v1", "Deployment")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", DeploymentSpec),
            Message(3, "status", new ProtoMessage())
        ),
        [("rbac.authorization.k8s.io/v1", "Role")] = new(Metadata(ObjectMeta), Messages(2, "rules", PolicyRule)),
        [("rbac.authorization.k8s.io/v1", "ClusterRole")] = new(
            Metadata(ObjectMeta),
            Messages(2, "rules", PolicyRule),
            Message(3, "aggregationRule", new ProtoMessage(Messages(1, "clusterRoleSelectors", LabelSelector)))
        ),
        [("rbac.authorization.k8s.io/v1", "RoleBinding")] = Binding,
        [("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")] = Binding,
        [("policy/v1", "Eviction")] = new(Metadata(ObjectMeta), Message(2, "deleteOptions", DeleteOptions)),
        [("v1", "DeleteOptions")] = DeleteOptions,
        [("authentication.k8s.io/v1", "TokenRequest")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", TokenRequestSpec),
            Message(3, "status", new ProtoMessage(Text(1, "token"), Time(2, "expirationTimestamp")))
        ),
        [("authentication.k8s.io/v1", "SelfSubjectReview")] = SelfSubjectReview,
        [("authentication.k8s.io/v1beta1", "SelfSubjectReview")] = SelfSubjectReview,
        [("authorization.k8s.io/v1", "SelfSubjectAccessReview")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", AccessReviewSpec),
            Message(3, "status", new ProtoMessage())
        ),
        [("authorization.k8s.io/v1", "SelfSubjectRulesReview")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", new ProtoMessage(Text(1, "namespace"))),
            Message(3, "status", new ProtoMessage())
        ),
    };

    public static ProtoMessage? Find(string apiVersion, string kind) => Kinds.GetValueOrDefault((apiVersion, kind));
}
