using static Graft.Kubernetes.Embedded.Resources.BuiltInResources;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds of the core group.</summary>
internal static class CoreKinds
{
    private static readonly string[] Streaming = ["create", "get"];

    public static IEnumerable<ResourceDefinition> All() =>
        [
            Kind("", "v1", "Namespace", "namespaces", "ns") with
            {
                IsNamespaced = false,
                Verbs = [.. ResourceDefinition.AllVerbs.Where(verb => verb != "deletecollection")],
                Subresources = [new("finalize", ["update"]), SubresourceDefinition.Status],
                SelectableFields = ["status.phase", "name"],
            },
            Kind("", "v1", "ConfigMap", "configmaps", "cm"),
            Kind("", "v1", "Secret", "secrets") with
            {
                SelectableFields = ["type"],
            },
            Kind("", "v1", "ServiceAccount", "serviceaccounts", "sa") with
            {
                Subresources = [new("token", ["create"], "TokenRequest", "authentication.k8s.io", "v1")],
            },
            Kind("", "v1", "Node", "nodes", "no") with
            {
                IsNamespaced = false,
                Subresources = [SubresourceDefinition.Status],
                SelectableFields = ["spec.unschedulable"],
            },
            Kind("", "v1", "Pod", "pods", "po") with
            {
                Categories = ["all"],
                Subresources =
                [
                    new("attach", Streaming, "PodAttachOptions", "", "v1"),
                    new("binding", ["create"], "Binding", "", "v1"),
                    new("ephemeralcontainers", ["get", "patch", "update"]),
                    new("eviction", ["create"], "Eviction", "policy", "v1"),
                    new("exec", Streaming, "PodExecOptions", "", "v1"),
                    new("log", ["get"]),
                    new("portforward", Streaming, "PodPortForwardOptions", "", "v1"),
                    SubresourceDefinition.Status,
                ],
                SelectableFields =
                [
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "spec.hostNetwork",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName",
                ],
            },
            Kind("", "v1", "Event", "events", "ev") with
            {
                SelectableFields =
                [
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type",
                ],
            },
            Kind("", "v1", "Service", "services", "svc") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Status],
                SelectableFields = ["spec.clusterIP", "spec.type"],
            },
            Kind("", "v1", "Endpoints", "endpoints", "ep") with
            {
                Singular = "endpoints",
            },
            Kind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc") with
            {
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("", "v1", "PersistentVolume", "persistentvolumes", "pv") with
            {
                IsNamespaced = false,
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("", "v1", "ResourceQuota", "resourcequotas", "quota") with
            {
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("", "v1", "LimitRange", "limitranges", "limits"),
            Kind("", "v1", "PodTemplate", "podtemplates"),
            Kind("", "v1", "ReplicationController", "replicationcontrollers", "rc") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Scale, SubresourceDefinition.Status],
            },
        ];
}
