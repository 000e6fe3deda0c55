using System.Globalization;
using System.Text.Json.Nodes;
using static Graft.Kubernetes.Embedded.Tests.Admission.Hooks;

namespace Graft.Kubernetes.Embedded.Tests.Admission;

public sealed class ServiceReferenceTests
{
    private const string Body = """{"metadata":{"name":"a"}}""";
    private const string Service = """{"metadata":{"name":"hooks"},"spec":{"ports":[{"name":"https","port":443}]}}""";

    [Theory]
    [InlineData(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        """
            {"metadata":{"name":"hooks-1","labels":{"kubernetes.io/service-name":"hooks"}},"addressType":"IPv4",
             "ports":[{"name":"metrics","port":1},{"name":"https","port":PORT}],
             "endpoints":[{"addresses":["127.0.0.9"],"conditions":{"ready":false}},{"addresses":["127.0.0.1"]}]}
            """
    )]
    [InlineData(
        "/api/v1/namespaces/default/endpoints",
        """
            {"metadata":{"name":"hooks"},
             "subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"name":"metrics","port":1},{"name":"https","port":PORT}]}]}
            """
    )]
    public async Task A_service_is_reached_by_its_endpoints(string path, string endpoints)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"), "hooks.default.svc");
        var port = hook.Address.Port.ToString(CultureInfo.InvariantCulture);
        await server.CreateAsync("/api/v1/namespaces/default/services", Service);
        await server.CreateAsync(path, endpoints.Replace("PORT", port, StringComparison.Ordinal));
        await server.RegisterAsync("validating", Referring(hook));

        var (code, status) = await server.PostAsync(ConfigMaps, Body);

        Assert.Equal(400, code);
        Assert.Equal("admission webhook \"hook.example.com\" denied the request: seen", (string?)status["message"]);
    }

    [Theory]
    [InlineData(null, "service \"hooks\" not found")]
    [InlineData(
        """{"metadata":{"name":"hooks"},"spec":{"ports":[{"port":80}]}}""",
        "no service port 443 found for service \"hooks\""
    )]
    [InlineData(Service, "no endpoints available for service \"hooks\"")]
    public async Task A_service_that_leads_nowhere_is_told(string? service, string why)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Allow());
        if (service is not null)
        {
            await server.CreateAsync("/api/v1/namespaces/default/services", service);
        }
        await server.RegisterAsync("validating", Referring(hook));

        var (code, status) = await server.PostAsync(ConfigMaps, Body);

        Assert.Equal(500, code);
        Assert.Equal(
            $"Internal error occurred: failed calling webhook \"hook.example.com\": failed to call webhook: Post \"https://hooks.default.svc:443/check?timeout=10s\": {why}",
            (string?)status["message"]
        );
    }

    private static JsonObject Referring(HookServer hook)
    {
        var webhook = For(hook);
        var client = (JsonObject)webhook["clientConfig"]!;
        client.Remove("url");
        client["service"] = new JsonObject
        {
            ["namespace"] = "default",
            ["name"] = "hooks",
            ["path"] = "/check",
        };
        return webhook;
    }
}
