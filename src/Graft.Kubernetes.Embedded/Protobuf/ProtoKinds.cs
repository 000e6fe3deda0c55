using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>
/// The field numbers of the kinds that kubectl sends as protobuf, as Kubernetes' published .proto files assign them.
/// </summary>
internal static class ProtoKinds
{
    private static readonly ProtoMessage QuotaSpec = new(
        QuantityMap(1, "hard"),
        Texts(2, "scopes"),
        Message(
            3,
            "scopeSelector",
            new ProtoMessage(
                Messages(
                    1,
                    "matchExpressions",
                    new ProtoMessage(Text(1, "scopeName"), Text(2, "operator"), Texts(3, "values"))
                )
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
        [("v1", "Pod")] = ProtoPods.Pod,
        [("v1", "Service")] = ProtoNetwork.Service,
        [("v1", "ResourceQuota")] = new(
            Metadata(ObjectMeta),
            Message(2, "spec", QuotaSpec),
            Message(3, "status", Empty)
        ),
        [("v1", "DeleteOptions")] = ProtoMeta.DeleteOptions,
        [("apps/v1", "Deployment")] = ProtoWorkloads.Deployment,
        [("batch/v1", "Job")] = ProtoWorkloads.Job,
        [("batch/v1", "CronJob")] = ProtoWorkloads.CronJob,
        [("autoscaling/v1", "HorizontalPodAutoscaler")] = ProtoWorkloads.AutoscalerV1,
        [("autoscaling/v2", "HorizontalPodAutoscaler")] = ProtoWorkloads.AutoscalerV2,
        [("policy/v1", "PodDisruptionBudget")] = ProtoWorkloads.DisruptionBudget,
        [("policy/v1", "Eviction")] = new(Metadata(ObjectMeta), Message(2, "deleteOptions", ProtoMeta.DeleteOptions)),
        [("networking.k8s.io/v1", "Ingress")] = ProtoNetwork.Ingress,
        [("scheduling.k8s.io/v1", "PriorityClass")] = new(
            Metadata(ObjectMeta),
            Number(2, "value"),
            Flag(3, "globalDefault"),
            Text(4, "description"),
            OptionalText(5, "preemptionPolicy")
        ),
        [("rbac.authorization.k8s.io/v1", "Role")] = ProtoAccess.Role,
        [("rbac.authorization.k8s.io/v1", "ClusterRole")] = ProtoAccess.ClusterRole,
        [("rbac.authorization.k8s.io/v1", "RoleBinding")] = ProtoAccess.Binding,
        [("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")] = ProtoAccess.Binding,
        [("authentication.k8s.io/v1", "TokenRequest")] = ProtoAccess.TokenRequest,
        [("authentication.k8s.io/v1", "SelfSubjectReview")] = ProtoAccess.SelfSubjectReview,
        [("authentication.k8s.io/v1beta1", "SelfSubjectReview")] = ProtoAccess.SelfSubjectReview,
        [("authorization.k8s.io/v1", "SelfSubjectAccessReview")] = ProtoAccess.SelfSubjectAccessReview,
        [("authorization.k8s.io/v1", "SelfSubjectRulesReview")] = ProtoAccess.SelfSubjectRulesReview,
        [("certificates.k8s.io/v1", "CertificateSigningRequest")] = ProtoAccess.SigningRequest,
    };

    public static ProtoMessage? Find(string apiVersion, string kind) => Kinds.GetValueOrDefault((apiVersion, kind));
}
