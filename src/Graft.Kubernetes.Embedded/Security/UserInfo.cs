using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Who makes a request.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The user's groups.</param>
/// <param name="Uid">What tells the user from others of the same name in time; null where that is not known.</param>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups, string? Uid = null)
{
    /// <summary>The group that may do everything, whatever roles say.</summary>
    public const string Masters = "system:masters";

    public const string Authenticated = "system:authenticated";

    public const string Unauthenticated = "system:unauthenticated";

    public const string AnonymousName = "system:anonymous";

    /// <summary>Who says nothing of themselves.</summary>
    public static UserInfo Anonymous { get; } = new(AnonymousName, [Unauthenticated]);

    /// <summary>What else the authenticator knows, such as the pod that a token belongs to.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } =
        FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    public bool IsMaster => Groups.Contains(Masters, StringComparer.Ordinal);

    /// <summary>The cluster's own controllers.</summary>
    public static UserInfo Controller(string name) => ServiceAccount("kube-system", name, null);

    public static UserInfo ServiceAccount(string @namespace, string name, string? uid) =>
        new($"{ServiceAccountPrefix}{@namespace}:{name}", ServiceAccountGroups(@namespace), uid);

    public static string[] ServiceAccountGroups(string @namespace) =>
        ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}", Authenticated];

    /// <summary>The namespace and name of the service account that has a user's name; null for other users.</summary>
    public static (string Namespace, string Name)? AsServiceAccount(string user) =>
        user.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal)
        && user[ServiceAccountPrefix.Length..].Split(':') is [{ Length: > 0 } @namespace, { Length: > 0 } name]
            ? (@namespace, name)
            : null;

    /// <summary>As reviews and admission requests carry it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["username"] = Name };
        if (!string.IsNullOrEmpty(Uid))
        {
            json["uid"] = Uid;
        }
        if (Groups.Count > 0)
        {
            json["groups"] = JsonNodes.ToArray(Groups);
        }
        if (Extra.Count > 0)
        {
            json["extra"] = new JsonObject(
                Extra.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonNodes.ToArray(pair.Value)))
            );
        }
        return json;
    }

    private const string ServiceAccountPrefix = "system:serviceaccount:";
}
