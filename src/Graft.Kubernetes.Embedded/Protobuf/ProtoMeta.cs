using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>What many kinds are made of, by the field numbers of apimachinery's and core's published .proto files.</summary>
internal static class ProtoMeta
{
    public static readonly ProtoMessage OwnerReference = new(
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

    public static readonly ProtoMessage ObjectMeta = new(
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

    public static readonly ProtoMessage LocalObjectReference = new(Text(1, "name"));

    public static readonly ProtoMessage ObjectReference = new(
        Text(1, "kind"),
        Text(2, "namespace"),
        Text(3, "name"),
        Text(4, "uid"),
        Text(5, "apiVersion"),
        Text(6, "resourceVersion"),
        Text(7, "fieldPath")
    );

    public static readonly ProtoMessage LabelSelector = new(
        TextMap(1, "matchLabels"),
        Messages(2, "matchExpressions", new ProtoMessage(Text(1, "key"), Text(2, "operator"), Texts(3, "values")))
    );

    public static readonly ProtoMessage DeleteOptions = new(
        OptionalNumber(1, "gracePeriodSeconds"),
        Message(2, "preconditions", new ProtoMessage(Text(1, "uid"), Text(2, "resourceVersion"))),
        OptionalFlag(3, "orphanDependents"),
        Text(4, "propagationPolicy"),
        Texts(5, "dryRun")
    );

    /// <summary>A status that its owner has not filled in yet; what kubectl sends of it is empty.</summary>
    public static readonly ProtoMessage Empty = new();
}
