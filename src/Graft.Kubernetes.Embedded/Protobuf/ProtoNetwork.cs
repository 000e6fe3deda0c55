using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Services and Ingresses.</summary>
internal static class ProtoNetwork
{
    private static readonly ProtoMessage Port = new(
        Text(1, "name"),
        Text(2, "protocol"),
        Number(3, "port"),
        IntOrString(4, "targetPort"),
        Number(5, "nodePort"),
        Text(6, "appProtocol")
    );

    private static readonly ProtoMessage ServiceSpec = new(
        Messages(1, "ports", Port),
        TextMap(2, "selector"),
        Text(3, "clusterIP"),
        Text(4, "type"),
        Texts(5, "externalIPs"),
        Text(7, "sessionAffinity"),
        Text(8, "loadBalancerIP"),
        Texts(9, "loadBalancerSourceRanges"),
        Text(10, "externalName"),
        Text(11, "externalTrafficPolicy"),
        Number(12, "healthCheckNodePort"),
        Flag(13, "publishNotReadyAddresses"),
        Text(17, "ipFamilyPolicy"),
        Texts(18, "clusterIPs"),
        Texts(19, "ipFamilies"),
        OptionalFlag(20, "allocateLoadBalancerNodePorts"),
        OptionalText(21, "loadBalancerClass"),
        OptionalText(22, "internalTrafficPolicy")
    );

    private static readonly ProtoMessage Backend = new(
        Message(3, "resource", new ProtoMessage(OptionalText(1, "apiGroup"), Text(2, "kind"), Text(3, "name"))),
        Message(
            4,
            "service",
            new ProtoMessage(
                Text(1, "name"),
                Message(2, "port", new ProtoMessage(Text(1, "name"), Number(2, "number")))
            )
        )
    );

    private static readonly ProtoMessage Paths = new(
        Messages(
            1,
            "paths",
            new ProtoMessage(Text(1, "path"), Message(2, "backend", Backend), OptionalText(3, "pathType"))
        )
    );

    private static readonly ProtoMessage IngressSpec = new(
        Message(1, "defaultBackend", Backend),
        Messages(2, "tls", new ProtoMessage(Texts(1, "hosts"), Text(2, "secretName"))),
        Messages(3, "rules", new ProtoMessage(Text(1, "host"), Inline(2, new ProtoMessage(Message(1, "http", Paths))))),
        OptionalText(4, "ingressClassName")
    );

    private static readonly ProtoMessage Balanced = new(Message(1, "loadBalancer", Empty));

    public static readonly ProtoMessage Service = new(
        Metadata(ObjectMeta),
        Message(2, "spec", ServiceSpec),
        Message(3, "status", Balanced)
    );

    public static readonly ProtoMessage Ingress = new(
        Metadata(ObjectMeta),
        Message(2, "spec", IngressSpec),
        Message(3, "status", Balanced)
    );
}
