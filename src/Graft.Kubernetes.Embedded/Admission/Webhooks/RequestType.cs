using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>What match conditions can speak of, and its types.</summary>
internal static class RequestType
{
    private static readonly CelType Text = CelType.String;

    private static readonly CelType Kind = Object(("group", Text), ("version", Text), ("kind", Text));

    private static readonly CelType Resource = Object(("group", Text), ("version", Text), ("resource", Text));

    /// <summary>The request as the webhook would see it, but for the objects, which are variables of their own.</summary>
    public static CelType Request { get; } =
        Object(
            ("kind", Kind),
            ("resource", Resource),
            ("subResource", Text),
            ("requestKind", Kind),
            ("requestResource", Resource),
            ("requestSubResource", Text),
            ("name", Text),
            ("namespace", Text),
            ("operation", Text),
            (
                "userInfo",
                Object(
                    ("username", Text),
                    ("uid", Text),
                    ("groups", CelType.ListOf(Text)),
                    ("extra", CelType.MapOf(Text, CelType.ListOf(Text)))
                )
            ),
            ("dryRun", CelType.Bool),
            ("options", CelType.Dyn)
        );

    public static IReadOnlyDictionary<string, CelType> Variables { get; } =
        new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["object"] = CelType.Dyn,
            ["oldObject"] = CelType.Dyn,
            ["request"] = Request,
            ["authorizer"] = CelType.Authorizer,
        };

    private static CelType Object(params ReadOnlySpan<(string Name, CelType Type)> fields)
    {
        var known = new Dictionary<string, CelField>(StringComparer.Ordinal);
        foreach (var (name, type) in fields)
        {
            known[name] = new CelField(name, type);
        }
        // 'namespace' is a word of the language; expressions write it with underscores, and plainly too.
        if (known.TryGetValue("namespace", out var place))
        {
            known["__namespace__"] = place;
        }
        return new CelType(CelKind.Object) { Fields = known };
    }
}
