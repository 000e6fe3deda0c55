using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>
/// Issues and checks the tokens of a cluster's service accounts. A token holds until it expires, and only while the account
/// and the object that it is bound to are there.
/// </summary>
internal sealed class ServiceAccountTokens(TokenSigningKey key, string issuer, ObjectStore store, TimeProvider time)
    : IDisposable
{
    public const string LegacyIssuer = "kubernetes/serviceaccount";

    public static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");
    public static readonly GroupResource Secrets = new("", "secrets");

    // For so long an object that is being deleted still counts, so that its pods can end in order.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    private readonly TokenCache _signed = new(key);

    /// <summary>Who issues the tokens; also the audience that the API server itself takes them for.</summary>
    public string Issuer => issuer;

    public TokenSigningKey Key => key;

    /// <summary>A token for an account, for some audiences, bound to other objects or to none.</summary>
    public string Issue(
        StoredObject account,
        IReadOnlyList<string> audiences,
        DateTimeOffset expires,
        IReadOnlyDictionary<string, StoredObject> bound
    )
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["namespace"] = account.Namespace, ["serviceaccount"] = Reference(account) };
        foreach (var (claim, value) in bound)
        {
            claims[claim] = Reference(value);
        }
        return key.Sign(
            new JsonObject
            {
                ["aud"] = JsonNodes.ToArray(audiences),
                ["exp"] = expires.ToUnixTimeSeconds(),
                ["iat"] = now,
                ["iss"] = issuer,
                ["jti"] = Guid.NewGuid().ToString(),
                ["kubernetes.io"] = claims,
                ["nbf"] = now,
                ["sub"] = UserInfo.ServiceAccount(account.Namespace, account.Name, account.Uid).Name,
            }
        );
    }

    /// <summary>A token without an end, for as long as its Secret holds it.</summary>
    public string IssueLegacy(StoredObject account, string secret) =>
        key.Sign(
            new JsonObject
            {
                ["iss"] = LegacyIssuer,
                [$"{LegacyClaims.Prefix}namespace"] = account.Namespace,
                [LegacyClaims.Secret] = secret,
                [LegacyClaims.Account] = account.Name,
                [LegacyClaims.Uid] = account.Uid,
                ["sub"] = UserInfo.ServiceAccount(account.Namespace, account.Name, account.Uid).Name,
            }
        );

    /// <summary>Whose a token is, for what audiences, or why it is nobody's.</summary>
    /// <param name="token">The token as it came.</param>
    /// <param name="audiences">The audiences that the asker answers to; none means the API server itself.</param>
    public TokenVerdict Check(string token, IReadOnlyList<string> audiences)
    {
        if (_signed.Open(token) is not { } claims)
        {
            return TokenVerdict.Unknown;
        }
        var wanted = audiences.Count == 0 ? [issuer] : audiences;
        var isLegacy = claims.Text("iss") == LegacyIssuer;
        var meant = isLegacy ? [issuer] : claims.Texts("aud").ToArray();
        var common = wanted.Intersect(meant, StringComparer.Ordinal).ToList();
        if (common.Count == 0)
        {
            return TokenVerdict.Refused(
                $"token audiences {Quote(meant)} is invalid for the target audiences {Quote(wanted)}"
            );
        }
        var verdict = isLegacy ? CheckLegacy(token, claims) : CheckBound(claims);
        return verdict with { Audiences = common };

        static string Quote(IEnumerable<string> values) =>
            $"[{string.Join(' ', values.Select(value => $"\"{value}\""))}]";
    }

    public void Dispose() => key.Dispose();

    private TokenVerdict CheckBound(JsonObject claims)
    {
        var now = time.GetUtcNow();
        if (claims.Text("iss") != issuer || claims.ObjectAt("kubernetes.io") is not { } kubernetes)
        {
            return TokenVerdict.Unknown;
        }
        if (claims.Number("exp") is not { } expires || expires <= now.ToUnixTimeSeconds())
        {
            return TokenVerdict.Refused("service account token has expired");
        }
        if (claims.Number("nbf") > now.ToUnixTimeSeconds())
        {
            return TokenVerdict.Refused("service account token is not valid yet");
        }
        var place = kubernetes.Text("namespace") ?? "";
        if (CheckReference(ServiceAccounts, place, kubernetes.ObjectAt("serviceaccount")) is { } missing)
        {
            return TokenVerdict.Refused(missing);
        }
        foreach (var (claim, resource) in BoundObjects.Claims)
        {
            var home = claim == "node" ? "" : place;
            // A token's node goes without the token where the pod is what it is bound to.
            var isBinding = claim != "node" || kubernetes["pod"] is null;
            if (isBinding && CheckReference(resource, home, kubernetes.ObjectAt(claim), isOptional: true) is { } gone)
            {
                return TokenVerdict.Refused(gone);
            }
        }
        var user = UserInfo.ServiceAccount(
            place,
            kubernetes.Text("serviceaccount", "name")!,
            kubernetes.Text("serviceaccount", "uid")
        );
        return new TokenVerdict(user with { Extra = BoundObjects.Extra(kubernetes, claims.Text("jti")) });
    }

    private TokenVerdict CheckLegacy(string token, JsonObject claims)
    {
        var place = claims.Text($"{LegacyClaims.Prefix}namespace") ?? "";
        var account = new JsonObject
        {
            ["name"] = claims.Text(LegacyClaims.Account),
            ["uid"] = claims.Text(LegacyClaims.Uid),
        };
        var secret = store.Find(Secrets, place, claims.Text(LegacyClaims.Secret) ?? "");
        if (secret is null || IsGone(secret) || SecretToken.Of(secret.Value) != token)
        {
            return TokenVerdict.Refused("service account token has been invalidated");
        }
        return CheckReference(ServiceAccounts, place, account) is { } missing
            ? TokenVerdict.Refused(missing)
            : new TokenVerdict(UserInfo.ServiceAccount(place, account.Text("name")!, account.Text("uid")));
    }

    private string? CheckReference(GroupResource resource, string place, JsonObject? reference, bool isOptional = false)
    {
        if (reference is null)
        {
            return isOptional ? null : "token could not be parsed";
        }
        var name = reference.Text("name") ?? "";
        if (store.Find(resource, place, name) is not { } found)
        {
            return $"{resource} \"{name}\" not found";
        }
        if (found.Uid != reference.Text("uid"))
        {
            return $"{resource.Plural.TrimEnd('s')} UID ({found.Uid}) does not match claim ({reference.Text("uid")})";
        }
        return IsGone(found) ? $"{resource.Plural.TrimEnd('s')} has been deleted" : null;
    }

    private bool IsGone(StoredObject value) =>
        value.IsDeleting
        && DateTimeOffset.TryParse(
            value.Value.Text("metadata", "deletionTimestamp"),
            System.Globalization.CultureInfo.InvariantCulture,
            out var deleted
        )
        && deleted + Leeway < time.GetUtcNow();

    private static JsonObject Reference(StoredObject value) => new() { ["name"] = value.Name, ["uid"] = value.Uid };
}
