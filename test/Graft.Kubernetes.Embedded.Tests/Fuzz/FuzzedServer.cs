using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

/// <summary>A server with an object of several kinds, and a client that sends what no decent client would.</summary>
public sealed class FuzzedServer : IAsyncLifetime
{
    public const string Definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";

    public const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    private EmbeddedControlPlane? _controlPlane;
    private HttpClient? _http;
    private string _token = "";

    public static (string Path, JsonObject Value)[] Objects { get; } =
    [
        Object(
            "/api/v1/namespaces/default/configmaps/a",
            """{"metadata":{"name":"a","labels":{"x":"y"},"finalizers":["example.com/f"]},"data":{"k":"v"}}"""
        ),
        Object(
            "/api/v1/namespaces/default/secrets/a",
            """{"metadata":{"name":"a"},"stringData":{"k":"v"},"type":"Opaque"}"""
        ),
        Object(
            "/api/v1/namespaces/default/services/a",
            """{"metadata":{"name":"a"},"spec":{"ports":[{"name":"p","port":80}],"selector":{"a":"b"}}}"""
        ),
        Object("/api/v1/namespaces/default/serviceaccounts/a", """{"metadata":{"name":"a","annotations":{"k":"v"}}}"""),
        Object("/api/v1/namespaces/space", """{"metadata":{"name":"space"},"spec":{"finalizers":["kubernetes"]}}"""),
        Object(
            "/api/v1/nodes/a",
            """{"metadata":{"name":"a"},"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"""
        ),
        Object(
            "/api/v1/namespaces/default/pods/a",
            """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1"}}}],"tolerations":[]}}"""
        ),
        Object(
            "/apis/apps/v1/namespaces/default/deployments/a",
            """{"metadata":{"name":"a"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"""
        ),
        Object(
            "/apis/apps/v1/namespaces/default/daemonsets/a",
            """{"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"""
        ),
        Object(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/a",
            """{"metadata":{"name":"a"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}"""
        ),
        Object(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/a",
            """{"metadata":{"name":"a"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"a"},"subjects":[{"kind":"User","name":"u","apiGroup":"rbac.authorization.k8s.io"}]}"""
        ),
        Object(
            "/apis/coordination.k8s.io/v1/namespaces/default/leases/a",
            """{"metadata":{"name":"a"},"spec":{"holderIdentity":"x","leaseDurationSeconds":15,"renewTime":"2026-01-02T03:04:05.000000Z"}}"""
        ),
        Object(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/a",
            """{"metadata":{"name":"a"},"webhooks":[]}"""
        ),
        Object(
            Definition,
            """{"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"additionalPrinterColumns":[{"name":"S","type":"string","jsonPath":".spec.a"}],"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"a":{"type":"string"}}}}}}}]}}"""
        ),
        Object(
            $"{Widgets}/a",
            """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"a":"b","list":[1,{"c":null}]}}"""
        ),
    ];

    public async ValueTask InitializeAsync()
    {
        _controlPlane = await EmbeddedControlPlane.StartAsync(new(), CancellationToken.None);
        var cluster = await _controlPlane.AddClusterAsync("test", new EmbeddedClusterOptions(), CancellationToken.None);
        _token = cluster.Token;
        _http = ApiServer.Client(_controlPlane, _token);
        _http.Timeout = TimeSpan.FromSeconds(60);
        foreach (var (path, value) in Objects)
        {
            var body = Encoding.UTF8.GetBytes(value.ToJsonString());
            var created = 0;
            for (var attempt = 0; attempt < 600 && created is not (201 or 409); attempt++)
            {
                // The kind of the definition is served a moment after it is created.
                (created, _) = await SendAsync(
                    new Sent("POST", path[..path.LastIndexOf('/')], "application/json", body)
                );
                await Task.Delay(created is 201 or 409 ? 0 : 50);
            }
            Assert.True(created is 201 or 409, $"{path}: {created}");
        }
    }

    public byte[] DefinitionOf(JsonObject schema)
    {
        var definition = (JsonObject)Objects.First(each => each.Path == Definition).Value.DeepClone();
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"] = schema.DeepClone();
        return Encoding.UTF8.GetBytes(definition.ToJsonString());
    }

    /// <summary>Sends a request, which must be answered; the server must be healthy after it.</summary>
    public void Send(Sent sent)
    {
        var (code, answer) = SendAsync(sent).GetAwaiter().GetResult();
        // kube-apiserver too calls it its own fault when an applied object has fields that its schema has not.
        var isApplied = answer.Contains("failed to create typed patch object", StringComparison.Ordinal);
        Assert.True(isApplied || code is >= 200 and < 500 or 501 or 504 or 505, $"{code} {answer}: {sent}");
        Assert.Equal(200, SendAsync(new Sent("GET", "/healthz", null, [])).GetAwaiter().GetResult().Code);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }
    }

    private static (string Path, JsonObject Value) Object(string path, string value) =>
        (path, (JsonObject)JsonNode.Parse(value)!);

    private async Task<(int Code, string Text)> SendAsync(Sent sent)
    {
        var url = new Uri(
            $"{_controlPlane!.Address.GetLeftPart(UriPartial.Authority)}/clusters/test{sent.Path}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = new HttpRequestMessage(new HttpMethod(sent.Method), url);
        if (sent.ContentType is not null)
        {
            request.Content = new ByteArrayContent(sent.Body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(sent.ContentType);
        }
        using var response = await _http!.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
