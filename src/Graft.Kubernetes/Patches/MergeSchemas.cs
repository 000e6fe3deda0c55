namespace Graft.Kubernetes.Patches;

/// <summary>
/// The patch merge keys of the built-in kinds, as Kubernetes' types declare them. Kinds of one shape share an entry;
/// custom resources have none, since strategic merge patch is not served for them.
/// </summary>
public static class MergeSchemas
{
    private static readonly MergeSchema s_metadata = Of(
        ("ownerReferences", Keyed("uid")),
        ("finalizers", new MergeField { IsSet = true })
    );

    private static readonly MergeSchema s_conditions = Of(("conditions", Keyed("type")));

    private static readonly MergeSchema s_container = Of(
        ("env", Keyed("name")),
        ("ports", Keyed("containerPort")),
        ("volumeMounts", Keyed("mountPath")),
        ("volumeDevices", Keyed("devicePath"))
    );

    private static readonly MergeSchema s_podSpec = Of(
        ("containers", Keyed("name", s_container)),
        ("initContainers", Keyed("name", s_container)),
        ("ephemeralContainers", Keyed("name", s_container)),
        ("volumes", Keyed("name")),
        ("imagePullSecrets", Keyed("name")),
        ("hostAliases", Keyed("ip")),
        ("topologySpreadConstraints", Keyed("topologyKey")),
        ("resourceClaims", Keyed("name")),
        ("schedulingGates", Keyed("name"))
    );

    private static readonly MergeSchema s_podTemplate = Of(
        ("metadata", Inside(s_metadata)),
        ("spec", Inside(s_podSpec))
    );

    private static readonly MergeSchema s_workload = Kind(
        ("spec", Inside(Of(("template", Inside(s_podTemplate))))),
        ("status", Inside(s_conditions))
    );

    private static readonly MergeSchema s_standard = Kind(("status", Inside(s_conditions)));

    private static readonly MergeSchema s_webhooks = Kind(
        ("webhooks", Keyed("name", Of(("matchConditions", Keyed("name")))))
    );

    private static readonly Dictionary<(string Group, string Kind), MergeSchema> s_kinds = new()
    {
        [("", "Pod")] = Kind(
            ("spec", Inside(s_podSpec)),
            ("status", Inside(Of(("conditions", Keyed("type")), ("podIPs", Keyed("ip")))))
        ),
        [("", "PodTemplate")] = Kind(("template", Inside(s_podTemplate))),
        [("", "ReplicationController")] = s_workload,
        [("apps", "DaemonSet")] = s_workload,
        [("apps", "Deployment")] = s_workload,
        [("apps", "ReplicaSet")] = s_workload,
        [("apps", "StatefulSet")] = s_workload,
        [("batch", "Job")] = s_workload,
        [("batch", "CronJob")] = Kind(
            ("spec", Inside(Of(("jobTemplate", Inside(Of(("spec", Inside(Of(("template", Inside(s_podTemplate)))))))))))
        ),
        [("", "Node")] = Kind(
            ("spec", Inside(Of(("podCIDRs", new MergeField { IsSet = true })))),
            ("status", Inside(Of(("conditions", Keyed("type")), ("addresses", Keyed("type")))))
        ),
        [("", "Service")] = Kind(("spec", Inside(Of(("ports", Keyed("port"))))), ("status", Inside(s_conditions))),
        [("", "ServiceAccount")] = Kind(("secrets", Keyed("name")), ("imagePullSecrets", Keyed("name"))),
        [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = s_webhooks,
        [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = s_webhooks,
    };

    /// <summary>The schema of a built-in kind; for kinds without merge keys of their own metadata and conditions count.</summary>
    public static MergeSchema For(string group, string kind) => s_kinds.GetValueOrDefault((group, kind), s_standard);

    private static MergeSchema Kind(params ReadOnlySpan<(string Name, MergeField Field)> fields) =>
        Of([("metadata", Inside(s_metadata)), .. fields]);

    private static MergeSchema Of(params ReadOnlySpan<(string Name, MergeField Field)> fields)
    {
        var map = new Dictionary<string, MergeField>(StringComparer.Ordinal);
        foreach (var (name, field) in fields)
        {
            map.Add(name, field);
        }
        return new MergeSchema(map);
    }

    private static MergeField Keyed(string key) => new() { Key = key };

    private static MergeField Keyed(string key, MergeSchema type) => new() { Key = key, Type = type };

    private static MergeField Inside(MergeSchema type) => new() { Type = type };
}
