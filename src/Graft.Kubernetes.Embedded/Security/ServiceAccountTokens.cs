using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Issues and checks the tokens of service accounts: JSON web tokens, signed by the control plane.</summary>
internal sealed class ServiceAccountTokens(byte[] key, TimeProvider time)
{
    private static readonly string Header = Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8);

    public string Issue(string cluster, string @namespace, string name, string uid, DateTimeOffset expires)
    {
        var claims = new JsonObject
        {
            ["iss"] = "https://kubernetes.default.svc",
            ["sub"] = $"system:serviceaccount:{@namespace}:{name}",
            ["aud"] = JsonNodes.ToArray(["https://kubernetes.default.svc"]),
            ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["cluster"] = cluster,
            ["uid"] = uid,
        };
        var content = $"{Header}.{Base64Url.EncodeToString(claims.ToUtf8())}";
        return $"{content}.{Sign(content)}";
    }

    /// <summary>Who bears a token; null where it is none of ours, of another cluster, or out of date.</summary>
    public UserInfo? Check(string cluster, string token)
    {
        var end = token.LastIndexOf('.');
        if (end < 0 || !IsSigned(token[..end], token[(end + 1)..]))
        {
            return null;
        }
        var claims = Claims(token[..end]);
        if (
            claims?.Text("cluster") != cluster
            || claims.Text("sub") is not { } subject
            || claims.Number("exp") <= time.GetUtcNow().ToUnixTimeSeconds()
        )
        {
            return null;
        }
        return UserInfo.AsServiceAccount(subject) is { } account
            ? UserInfo.ServiceAccount(account.Namespace, account.Name, claims.Text("uid"))
            : null;
    }

    private bool IsSigned(string content, string signature) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(content)),
            Encoding.UTF8.GetBytes(signature)
        );

    private string Sign(string content) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));

    private static JsonObject? Claims(string content)
    {
        try
        {
            return JsonNode.Parse(
                    Base64Url.DecodeFromChars(content.AsSpan(content.IndexOf('.', StringComparison.Ordinal) + 1))
                ) as JsonObject;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
