using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Tests.Admission;

public sealed class AdmissionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_validating_webhook_refuses_with_its_code_and_message()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await HookServer.StartAsync(_ => new JsonObject
        {
            ["allowed"] = false,
            ["status"] = new JsonObject { ["code"] = 422, ["message"] = "not like this" },
        });
        await RegisterAsync(server, webhook, "validatingwebhookconfigurations");

        var (code, status) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(422, code);
        Assert.Equal(
            "admission webhook \"hook.example.com\" denied the request: not like this",
            (string?)status["message"]
        );
        Assert.Equal("CREATE", (string?)webhook.Seen.Single()["operation"]);
        Assert.Equal("graft-admin", (string?)webhook.Seen.Single()["userInfo"]!["username"]);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task A_mutating_webhook_changes_what_is_stored()
    {
        await using var server = await ApiServer.StartAsync();
        const string Patch = """[{"op":"add","path":"/data","value":{"from":"webhook"}}]""";
        await using var webhook = await HookServer.StartAsync(_ => new JsonObject
        {
            ["allowed"] = true,
            ["patchType"] = "JSONPatch",
            ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Patch)),
        });
        await RegisterAsync(server, webhook, "mutatingwebhookconfigurations");

        var created = await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal("webhook", (string?)created["data"]!["from"]);
    }

    [Theory]
    [InlineData("Fail", 500)]
    [InlineData("Ignore", 201)]
    public async Task The_failure_policy_decides_when_a_webhook_cannot_be_reached(string policy, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        var webhook = await HookServer.StartAsync(_ => []);
        await RegisterAsync(server, webhook, "validatingwebhookconfigurations", policy);
        await webhook.DisposeAsync();

        var (code, answer) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(expected, code);
        if (expected == 500)
        {
            Assert.StartsWith(
                "Internal error occurred: failed calling webhook \"hook.example.com\": failed to call webhook: Post \"https://127.0.0.1:",
                (string?)answer["message"]
            );
        }
    }

    [Fact]
    public async Task A_webhook_of_an_unknown_authority_is_not_trusted()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await HookServer.StartAsync(_ => new JsonObject { ["allowed"] = true });
        using var other = CertificateAuthority.Open(null, TimeProvider.System);
        await RegisterAsync(server, webhook, "validatingwebhookconfigurations", authority: other.Certificate);

        var (code, _) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(500, code);
        Assert.Empty(webhook.Seen);
    }

    [Fact]
    public async Task A_webhook_sees_only_what_its_selectors_choose()
    {
        await using var server = await ApiServer.StartAsync();
        await using var webhook = await HookServer.StartAsync(_ => new JsonObject { ["allowed"] = false });
        await RegisterAsync(
            server,
            webhook,
            "validatingwebhookconfigurations",
            selector: """{"matchLabels":{"a":"b"}}"""
        );

        var (other, _) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"other"}}""");
        var (chosen, _) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"chosen","labels":{"a":"b"}}}""");
        var (secret, _) = await server.PostAsync(
            "/api/v1/namespaces/default/secrets",
            """{"metadata":{"name":"s","labels":{"a":"b"}}}"""
        );

        Assert.Equal((201, 400, 201), (other, chosen, secret));
    }

    [Fact]
    public async Task A_plugin_defaults_and_refuses_inside_the_server()
    {
        var options = new EmbeddedClusterOptions { AdmissionPlugins = [new Plugin()] };
        await using var server = await ApiServer.StartAsync(options);

        var created = await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"good"}}""");
        var (code, status) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"bad"}}""");

        Assert.Equal("plugin", (string?)created["data"]!["from"]);
        Assert.Equal(403, code);
        Assert.Equal("configmaps \"bad\" is forbidden: it is bad", (string?)status["message"]);
    }

    private static async Task RegisterAsync(
        ApiServer server,
        HookServer webhook,
        string plural,
        string failurePolicy = "Fail",
        X509Certificate2? authority = null,
        string selector = "{}"
    )
    {
        var bundle = Convert.ToBase64String(
            Encoding.UTF8.GetBytes((authority ?? webhook.Authority).ExportCertificatePem())
        );
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hook" },
            ["webhooks"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "hook.example.com",
                    ["admissionReviewVersions"] = new JsonArray("v1"),
                    ["sideEffects"] = "None",
                    ["failurePolicy"] = failurePolicy,
                    ["objectSelector"] = JsonNode.Parse(selector),
                    ["clientConfig"] = new JsonObject { ["url"] = webhook.Address.ToString(), ["caBundle"] = bundle },
                    ["rules"] = new JsonArray(
                        new JsonObject
                        {
                            ["operations"] = new JsonArray("CREATE"),
                            ["apiGroups"] = new JsonArray(""),
                            ["apiVersions"] = new JsonArray("v1"),
                            ["resources"] = new JsonArray("configmaps"),
                        }
                    ),
                }
            ),
        };
        await server.CreateAsync($"/apis/admissionregistration.k8s.io/v1/{plural}", body.ToJsonString());
    }

    private sealed class Plugin : IAdmissionPlugin
    {
        public bool Handles(AdmissionAttributes attributes) => attributes.Resource == "configmaps";

        public ValueTask<AdmissionRefusal?> MutateAsync(
            AdmissionAttributes attributes,
            CancellationToken cancellationToken
        )
        {
            attributes.Object!["data"] = new JsonObject { ["from"] = "plugin" };
            return ValueTask.FromResult<AdmissionRefusal?>(null);
        }

        public ValueTask<AdmissionRefusal?> ValidateAsync(
            AdmissionAttributes attributes,
            CancellationToken cancellationToken
        ) =>
            ValueTask.FromResult(attributes.Name == "bad" ? AdmissionRefusal.Forbidden(attributes, "it is bad") : null);
    }
}
