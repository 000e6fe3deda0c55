using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Admission;

/// <summary>Registers webhooks for ConfigMaps, made to measure.</summary>
internal static class Hooks
{
    public const string Api = "/apis/admissionregistration.k8s.io/v1";

    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    /// <summary>A webhook for the creation of ConfigMaps.</summary>
    public static JsonObject For(HookServer server, string name = "hook.example.com") =>
        new()
        {
            ["name"] = name,
            ["admissionReviewVersions"] = new JsonArray("v1"),
            ["sideEffects"] = "None",
            ["clientConfig"] = new JsonObject
            {
                ["url"] = server.Address.ToString(),
                ["caBundle"] = Bundle(server.Authority),
            },
            ["rules"] = new JsonArray(Rule("configmaps", "CREATE")),
        };

    public static JsonObject Rule(string resource, params string[] operations) =>
        new()
        {
            ["operations"] = new JsonArray([.. operations.Select(operation => (JsonNode?)operation)]),
            ["apiGroups"] = new JsonArray(""),
            ["apiVersions"] = new JsonArray("v1"),
            ["resources"] = new JsonArray(resource),
        };

    public static JsonObject With(this JsonObject hook, string field, JsonNode value)
    {
        hook[field] = value;
        return hook;
    }

    public static JsonObject If(this JsonObject hook, params string[] conditions)
    {
        var index = 0;
        JsonArray list =
        [
            .. conditions.Select(expression => new JsonObject
            {
                ["name"] = $"condition-{index++}",
                ["expression"] = expression,
            }),
        ];
        return hook.With("matchConditions", list);
    }

    public static Task<(int Code, JsonObject Body)> TryRegisterAsync(
        this ApiServer server,
        string kind,
        params JsonObject[] hooks
    )
    {
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hooks" },
            ["webhooks"] = new JsonArray([.. hooks]),
        };
        return server.PostAsync($"{Api}/{kind}webhookconfigurations", body.ToJsonString());
    }

    public static async Task RegisterAsync(this ApiServer server, string kind, params JsonObject[] hooks)
    {
        var (code, body) = await server.TryRegisterAsync(kind, hooks);
        Assert.True(code == 201, body.ToJsonString());
    }

    public static JsonObject Allow() => new() { ["allowed"] = true };

    public static JsonObject Deny(string message) =>
        new()
        {
            ["allowed"] = false,
            ["status"] = new JsonObject { ["message"] = message },
        };

    public static JsonObject Change(string operations) =>
        new()
        {
            ["allowed"] = true,
            ["patchType"] = "JSONPatch",
            ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(operations)),
        };

    private static string Bundle(X509Certificate2 authority) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.ExportCertificatePem()));
}
