using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>The containers of a pod.</summary>
internal static class ProtoContainers
{
    public static readonly ProtoMessage SeLinuxOptions = new(
        Text(1, "user"),
        Text(2, "role"),
        Text(3, "type"),
        Text(4, "level")
    );

    /// <summary>The profiles of seccomp and of AppArmor have the same form.</summary>
    public static readonly ProtoMessage Profile = new(Text(1, "type"), OptionalText(2, "localhostProfile"));

    private static readonly ProtoMessage Port = new(
        Text(1, "name"),
        Number(2, "hostPort"),
        Number(3, "containerPort"),
        Text(4, "protocol"),
        Text(5, "hostIP")
    );

    private static readonly ProtoMessage KeySelector = new(
        Inline(1, LocalObjectReference),
        Text(2, "key"),
        OptionalFlag(3, "optional")
    );

    private static readonly ProtoMessage Variable = new(
        Text(1, "name"),
        Text(2, "value"),
        Message(
            3,
            "valueFrom",
            new ProtoMessage(
                Message(1, "fieldRef", ProtoVolumes.FieldReference),
                Message(2, "resourceFieldRef", ProtoVolumes.ResourceFieldReference),
                Message(3, "configMapKeyRef", KeySelector),
                Message(4, "secretKeyRef", KeySelector)
            )
        )
    );

    private static readonly ProtoMessage VariablesSource = new(
        Inline(1, LocalObjectReference),
        OptionalFlag(2, "optional")
    );

    private static readonly ProtoMessage Variables = new(
        Text(1, "prefix"),
        Message(2, "configMapRef", VariablesSource),
        Message(3, "secretRef", VariablesSource)
    );

    private static readonly ProtoMessage HttpGet = new(
        Text(1, "path"),
        IntOrString(2, "port"),
        Text(3, "host"),
        Text(4, "scheme"),
        Messages(5, "httpHeaders", new ProtoMessage(Text(1, "name"), Text(2, "value")))
    );

    private static readonly ProtoMessage Exec = new(Texts(1, "command"));

    private static readonly ProtoMessage TcpSocket = new(IntOrString(1, "port"), Text(2, "host"));

    private static readonly ProtoMessage Probe = new(
        Inline(
            1,
            new ProtoMessage(
                Message(1, "exec", Exec, isOptional: true),
                Message(2, "httpGet", HttpGet),
                Message(3, "tcpSocket", TcpSocket),
                Message(4, "grpc", new ProtoMessage(Number(1, "port"), OptionalText(2, "service")))
            )
        ),
        Number(2, "initialDelaySeconds"),
        Number(3, "timeoutSeconds"),
        Number(4, "periodSeconds"),
        Number(5, "successThreshold"),
        Number(6, "failureThreshold"),
        OptionalNumber(7, "terminationGracePeriodSeconds")
    );

    private static readonly ProtoMessage Hook = new(
        Message(1, "exec", Exec, isOptional: true),
        Message(2, "httpGet", HttpGet),
        Message(3, "tcpSocket", TcpSocket),
        Message(4, "sleep", new ProtoMessage(Number(1, "seconds")))
    );

    private static readonly ProtoMessage SecurityContext = new(
        Message(1, "capabilities", new ProtoMessage(Texts(1, "add"), Texts(2, "drop"))),
        OptionalFlag(2, "privileged"),
        Message(3, "seLinuxOptions", SeLinuxOptions),
        OptionalNumber(4, "runAsUser"),
        OptionalFlag(5, "runAsNonRoot"),
        OptionalFlag(6, "readOnlyRootFilesystem"),
        OptionalFlag(7, "allowPrivilegeEscalation"),
        OptionalNumber(8, "runAsGroup"),
        Text(9, "procMount"),
        Message(11, "seccompProfile", Profile),
        Message(12, "appArmorProfile", Profile)
    );

    private static readonly ProtoMessage Mount = new(
        Text(1, "name"),
        Flag(2, "readOnly"),
        Text(3, "mountPath"),
        Text(4, "subPath"),
        Text(5, "mountPropagation"),
        Text(6, "subPathExpr"),
        Text(7, "recursiveReadOnly")
    );

    public static readonly ProtoMessage Container = new(
        Text(1, "name"),
        Text(2, "image"),
        Texts(3, "command"),
        Texts(4, "args"),
        Text(5, "workingDir"),
        Messages(6, "ports", Port),
        Messages(7, "env", Variable),
        Message(
            8,
            "resources",
            new ProtoMessage(
                QuantityMap(1, "limits"),
                QuantityMap(2, "requests"),
                Messages(3, "claims", new ProtoMessage(Text(1, "name"), Text(2, "request")))
            )
        ),
        Messages(9, "volumeMounts", Mount),
        Message(10, "livenessProbe", Probe),
        Message(11, "readinessProbe", Probe),
        Message(12, "lifecycle", new ProtoMessage(Message(1, "postStart", Hook), Message(2, "preStop", Hook))),
        Text(13, "terminationMessagePath"),
        Text(14, "imagePullPolicy"),
        Message(15, "securityContext", SecurityContext),
        Flag(16, "stdin"),
        Flag(17, "stdinOnce"),
        Flag(18, "tty"),
        Messages(19, "envFrom", Variables),
        Text(20, "terminationMessagePolicy"),
        Messages(21, "volumeDevices", new ProtoMessage(Text(1, "name"), Text(2, "devicePath"))),
        Message(22, "startupProbe", Probe),
        Messages(23, "resizePolicy", new ProtoMessage(Text(1, "resourceName"), Text(2, "restartPolicy"))),
        Text(24, "restartPolicy")
    );
}
