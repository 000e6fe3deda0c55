using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>Secrets of type <c>kubernetes.io/service-account-token</c>, which hold a token for as long as they are there.</summary>
internal static class SecretToken
{
    public const string Type = "kubernetes.io/service-account-token";

    public const string AccountName = "kubernetes.io/service-account.name";

    public const string AccountUid = "kubernetes.io/service-account.uid";

    /// <summary>The token in a Secret; null where there is none.</summary>
    public static string? Of(JsonObject secret) =>
        secret.Text("data", "token") is { } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null;

    /// <summary>The service account that a Secret of the type is for; null for other Secrets.</summary>
    public static string? AccountOf(JsonObject secret) =>
        secret.Text("type") == Type ? secret.Text("metadata", "annotations", AccountName) : null;
}
