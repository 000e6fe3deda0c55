using static Graft.Kubernetes.Embedded.Protobuf.ProtoFields;
using static Graft.Kubernetes.Embedded.Protobuf.ProtoMeta;

namespace Graft.Kubernetes.Embedded.Protobuf;

/// <summary>Who one is and what one may do: roles, reviews, tokens, requests for certificates.</summary>
internal static class ProtoAccess
{
    private static readonly ProtoMessage PolicyRule = new(
        Texts(1, "verbs"),
        Texts(2, "apiGroups"),
        Texts(3, "resources"),
        Texts(4, "resourceNames"),
        Texts(5, "nonResourceURLs")
    );

    public static readonly ProtoMessage Binding = new(
        Metadata(ObjectMeta),
        Messages(
            2,
            "subjects",
            new ProtoMessage(Text(1, "kind"), Text(2, "apiGroup"), Text(3, "name"), Text(4, "namespace"))
        ),
        Message(3, "roleRef", new ProtoMessage(Text(1, "apiGroup"), Text(2, "kind"), Text(3, "name")))
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

    public static readonly ProtoMessage SelfSubjectReview = new(
        Metadata(ObjectMeta),
        Message(
            2,
            "status",
            new ProtoMessage(
                Message(1, "userInfo", new ProtoMessage(Text(1, "username"), Text(2, "uid"), Texts(3, "groups")))
            )
        )
    );

    public static readonly ProtoMessage Role = new(Metadata(ObjectMeta), Messages(2, "rules", PolicyRule));

    public static readonly ProtoMessage ClusterRole = new(
        Metadata(ObjectMeta),
        Messages(2, "rules", PolicyRule),
        Message(3, "aggregationRule", new ProtoMessage(Messages(1, "clusterRoleSelectors", LabelSelector)))
    );

    public static readonly ProtoMessage TokenRequest = new(
        Metadata(ObjectMeta),
        Message(2, "spec", TokenRequestSpec),
        Message(3, "status", new ProtoMessage(Text(1, "token"), Time(2, "expirationTimestamp")))
    );

    public static readonly ProtoMessage SelfSubjectAccessReview = new(
        Metadata(ObjectMeta),
        Message(2, "spec", AccessReviewSpec),
        Message(3, "status", Empty)
    );

    public static readonly ProtoMessage SelfSubjectRulesReview = new(
        Metadata(ObjectMeta),
        Message(2, "spec", new ProtoMessage(Text(1, "namespace"))),
        Message(3, "status", Empty)
    );

    private static readonly ProtoMessage SigningCondition = new(
        Text(1, "type"),
        Text(2, "reason"),
        Text(3, "message"),
        Time(4, "lastUpdateTime"),
        Time(5, "lastTransitionTime"),
        Text(6, "status")
    );

    public static readonly ProtoMessage SigningRequest = new(
        Metadata(ObjectMeta),
        Message(
            2,
            "spec",
            new ProtoMessage(
                Bytes(1, "request"),
                Text(2, "username"),
                Text(3, "uid"),
                Texts(4, "groups"),
                Texts(5, "usages"),
                Text(7, "signerName"),
                OptionalNumber(8, "expirationSeconds")
            )
        ),
        Message(3, "status", new ProtoMessage(Messages(1, "conditions", SigningCondition), Bytes(2, "certificate")))
    );
}
