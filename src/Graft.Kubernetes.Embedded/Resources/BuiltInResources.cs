using Graft.Kubernetes.Embedded.Schemas.BuiltIn;
using Graft.Kubernetes.Embedded.Tables;
using Graft.Kubernetes.Versions;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds that every cluster serves, without any CustomResourceDefinition.</summary>
internal static class BuiltInResources
{
    private static readonly SubresourceDefinition Status = SubresourceDefinition.Status;

    private static readonly SubresourceDefinition Scale = SubresourceDefinition.Scale;

    private static readonly string[] CreateOnly = ["create"];

    /// <summary>The definitions for a cluster of a Kubernetes version.</summary>
    public static IEnumerable<ResourceDefinition> For(KubernetesVersion version)
    {
        IEnumerable<ResourceDefinition> all =
        [
            .. Core(),
            .. Workloads(),
            .. Access(),
            .. Extensions(),
            .. Nodes(version),
            .. Reviews(),
        ];
        var complete = all.Select(definition =>
                definition with
                {
                    Columns = BuiltInColumns.For(definition.GroupResource),
                    SchemaSource = new(() => BuiltInSchemas.Find(definition.ApiVersion, definition.Kind)),
                    Scale = definition.HasSubresource("scale") ? ScalePaths.OfWorkloads : null,
                }
            )
            .ToList();
        var coreEvent = complete.First(definition => definition is { Group: "", Kind: "Event" });
        return complete.Select(definition => WithForm(definition, coreEvent));
    }

    private static IEnumerable<ResourceDefinition> Core() =>
        [
            Kind("", "v1", "Namespace", "namespaces", "ns") with
            {
                IsNamespaced = false,
                Verbs = [.. ResourceDefinition.AllVerbs.Where(verb => verb != "deletecollection")],
                Subresources = [new("finalize", ["update"]), Status],
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
                Subresources = [Status],
                SelectableFields = ["spec.unschedulable"],
            },
            Kind("", "v1", "Pod", "pods", "po") with
            {
                Categories = ["all"],
                Subresources =
                [
                    new("binding", ["create"], "Binding", "", "v1"),
                    new("eviction", ["create"], "Eviction", "policy", "v1"),
                    new("log", ["get"]),
                    Status,
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
                Subresources = [Status],
                SelectableFields = ["spec.clusterIP", "spec.type"],
            },
            Kind("", "v1", "Endpoints", "endpoints", "ep") with
            {
                Singular = "endpoints",
            },
            Kind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc") with
            {
                Subresources = [Status],
            },
            Kind("", "v1", "PersistentVolume", "persistentvolumes", "pv") with
            {
                IsNamespaced = false,
                Subresources = [Status],
            },
            Kind("", "v1", "ResourceQuota", "resourcequotas", "quota") with
            {
                Subresources = [Status],
            },
            Kind("", "v1", "LimitRange", "limitranges", "limits"),
            Kind("", "v1", "PodTemplate", "podtemplates"),
            Kind("", "v1", "ReplicationController", "replicationcontrollers", "rc") with
            {
                Categories = ["all"],
                Subresources = [Scale, Status],
            },
        ];

    private static IEnumerable<ResourceDefinition> Workloads() =>
        [
            Kind("apps", "v1", "DaemonSet", "daemonsets", "ds") with
            {
                Categories = ["all"],
                Subresources = [Status],
            },
            Kind("apps", "v1", "Deployment", "deployments", "deploy") with
            {
                Categories = ["all"],
                Subresources = [Scale, Status],
            },
            Kind("apps", "v1", "ReplicaSet", "replicasets", "rs") with
            {
                Categories = ["all"],
                Subresources = [Scale, Status],
            },
            Kind("apps", "v1", "StatefulSet", "statefulsets", "sts") with
            {
                Categories = ["all"],
                Subresources = [Scale, Status],
            },
            Kind("apps", "v1", "ControllerRevision", "controllerrevisions"),
            Kind("batch", "v1", "Job", "jobs") with
            {
                Categories = ["all"],
                Subresources = [Status],
            },
            Kind("batch", "v1", "CronJob", "cronjobs", "cj") with
            {
                Categories = ["all"],
                Subresources = [Status],
            },
            Kind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa") with
            {
                Categories = ["all"],
                Subresources = [Status],
            },
            Kind("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb") with
            {
                Subresources = [Status],
            },
            Kind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "netpol") with
            {
                Singular = "networkpolicy",
            },
            Kind("networking.k8s.io", "v1", "Ingress", "ingresses", "ing") with
            {
                Subresources = [Status],
            },
            Kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"),
        ];

    private static IEnumerable<ResourceDefinition> Access() =>
        [
            Kind("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles") with
            {
                IsNamespaced = false,
            },
            Kind("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings") with
            {
                IsNamespaced = false,
            },
            Kind("rbac.authorization.k8s.io", "v1", "Role", "roles"),
            Kind("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
            Kind("coordination.k8s.io", "v1", "Lease", "leases"),
            Kind("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests", "csr") with
            {
                IsNamespaced = false,
                Subresources = [new("approval", ["get", "patch", "update"]), Status],
                SelectableFields = ["spec.signerName"],
            },
        ];

    private static IEnumerable<ResourceDefinition> Extensions() =>
        [
            Kind(
                "admissionregistration.k8s.io",
                "v1",
                "MutatingWebhookConfiguration",
                "mutatingwebhookconfigurations"
            ) with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
            },
            Kind(
                "admissionregistration.k8s.io",
                "v1",
                "ValidatingWebhookConfiguration",
                "validatingwebhookconfigurations"
            ) with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
            },
            Kind(
                "apiextensions.k8s.io",
                "v1",
                "CustomResourceDefinition",
                "customresourcedefinitions",
                "crd",
                "crds"
            ) with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
                Subresources = [Status],
            },
            Kind("apiregistration.k8s.io", "v1", "APIService", "apiservices") with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
                Subresources = [Status],
            },
        ];

    private static IEnumerable<ResourceDefinition> Nodes(KubernetesVersion version)
    {
        var runtimeClass = Kind("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses") with { IsNamespaced = false };
        var beta = runtimeClass with { Version = "v1beta1", StorageVersion = "v1beta1" };
        if (version >= new KubernetesVersion(1, 20))
        {
            yield return runtimeClass;
            beta = beta with { StorageVersion = "v1" };
        }
        if (version < new KubernetesVersion(1, 25))
        {
            yield return beta;
            yield return Kind("policy", "v1beta1", "PodSecurityPolicy", "podsecuritypolicies", "psp") with
            {
                IsNamespaced = false,
            };
        }
        yield return Kind("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", "pc") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "CSINode", "csinodes") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "CSIDriver", "csidrivers") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments") with
        {
            IsNamespaced = false,
            Subresources = [Status],
        };
        yield return Kind("events.k8s.io", "v1", "Event", "events", "ev");
    }

    private static IEnumerable<ResourceDefinition> Reviews() =>
        [
            Review("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews") with
            {
                IsNamespaced = true,
            },
            Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
            Review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
            Review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews"),
            Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
            Review("authentication.k8s.io", "TokenReview", "tokenreviews"),
            Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews") with
            {
                Version = "v1beta1",
                StorageVersion = "v1",
            },
        ];

    private static ResourceDefinition Review(string group, string kind, string plural) =>
        Kind(group, "v1", kind, plural) with
        {
            IsNamespaced = false,
            Verbs = CreateOnly,
        };

    private static ResourceDefinition Kind(
        string group,
        string version,
        string kind,
        string plural,
        params IReadOnlyList<string> shortNames
    ) =>
        new()
        {
            Group = group,
            Version = version,
            Kind = kind,
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            ShortNames = shortNames,
        };

    /// <summary>Events of the two groups are the same objects.</summary>
    private static ResourceDefinition WithForm(ResourceDefinition definition, ResourceDefinition coreEvent) =>
        definition is { Group: "events.k8s.io" }
            ? definition with
            {
                Form = AlternateForm.OfEvents(coreEvent),
                Columns = coreEvent.Columns,
            }
            : definition;
}
