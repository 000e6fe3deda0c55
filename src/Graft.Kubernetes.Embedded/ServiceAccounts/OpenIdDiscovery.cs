using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>Tells others how to check the tokens of service accounts: OpenID Connect discovery.</summary>
internal sealed class OpenIdDiscovery(ServiceAccountTokens tokens)
{
    private const string Configuration = "/.well-known/openid-configuration";
    private const string Keys = "/openid/v1/jwks";

    public static bool Handles(string path) => path is Configuration or Keys;

    public Task HandleAsync(HttpContext http, string path)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        return path == Keys
            ? http.WriteBytesAsync(
                200,
                "application/jwk-set+json",
                new JsonObject { ["keys"] = new JsonArray((JsonNode)tokens.Key.ToJsonWebKey()) }.ToUtf8()
            )
            : http.WriteJsonAsync(
                200,
                new JsonObject
                {
                    ["issuer"] = tokens.Issuer,
                    ["jwks_uri"] = $"https://{http.Request.Host}{http.Request.PathBase}{Keys}",
                    ["response_types_supported"] = JsonNodes.ToArray(["id_token"]),
                    ["subject_types_supported"] = JsonNodes.ToArray(["public"]),
                    ["id_token_signing_alg_values_supported"] = JsonNodes.ToArray(["ES256"]),
                }
            );
    }
}
