using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>The volumes of a pod; those of single clouds are left out.</summary>
internal static class ProtoVolumes
{
    public static readonly ProtoMessage FieldReference = new(Text(1, "apiVersion"), Text(2, "fieldPath"));

    public static readonly ProtoMessage ResourceFieldReference = new(
        Text(1, "containerName"),
        Text(2, "resource"),
        Quantity(3, "divisor")
    );

    private static readonly ProtoMessage KeyToPath = new(Text(1, "key"), Text(2, "path"), OptionalNumber(3, "mode"));

    private static readonly ProtoMessage DownwardFile = new(
        Text(1, "path"),
        Message(2, "fieldRef", FieldReference),
        Message(3, "resourceFieldRef", ResourceFieldReference),
        OptionalNumber(4, "mode")
    );

    private static readonly ProtoMessage NamedFiles = new(
        Inline(1, LocalObjectReference),
        Messages(2, "items", KeyToPath),
        OptionalFlag(4, "optional")
    );

    private static readonly ProtoMessage Projection = new(
        Message(1, "secret", NamedFiles),
        Message(2, "downwardAPI", new ProtoMessage(Messages(1, "items", DownwardFile))),
        Message(3, "configMap", NamedFiles),
        Message(
            4,
            "serviceAccountToken",
            new ProtoMessage(Text(1, "audience"), OptionalNumber(2, "expirationSeconds"), Text(3, "path"))
        )
    );

    private static readonly ProtoMessage Source = new(
        Message(1, "hostPath", new ProtoMessage(Text(1, "path"), OptionalText(2, "type"))),
        Message(2, "emptyDir", new ProtoMessage(Text(1, "medium"), Quantity(2, "sizeLimit")), isOptional: true),
        Message(
            6,
            "secret",
            new ProtoMessage(
                Text(1, "secretName"),
                Messages(2, "items", KeyToPath),
                OptionalNumber(3, "defaultMode"),
                OptionalFlag(4, "optional")
            )
        ),
        Message(7, "nfs", new ProtoMessage(Text(1, "server"), Text(2, "path"), Flag(3, "readOnly"))),
        Message(10, "persistentVolumeClaim", new ProtoMessage(Text(1, "claimName"), Flag(2, "readOnly"))),
        Message(
            16,
            "downwardAPI",
            new ProtoMessage(Messages(1, "items", DownwardFile), OptionalNumber(2, "defaultMode"))
        ),
        Message(
            19,
            "configMap",
            new ProtoMessage(
                Inline(1, LocalObjectReference),
                Messages(2, "items", KeyToPath),
                OptionalNumber(3, "defaultMode"),
                OptionalFlag(4, "optional")
            )
        ),
        Message(
            26,
            "projected",
            new ProtoMessage(Messages(1, "sources", Projection), OptionalNumber(2, "defaultMode"))
        ),
        Message(
            28,
            "csi",
            new ProtoMessage(
                Text(1, "driver"),
                OptionalFlag(2, "readOnly"),
                Text(3, "fsType"),
                TextMap(4, "volumeAttributes"),
                Message(5, "nodePublishSecretRef", LocalObjectReference)
            )
        )
    );

    public static readonly ProtoMessage Volume = new(Text(1, "name"), Inline(2, Source));
}
