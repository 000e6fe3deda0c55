using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class PodIdentityTests
{
    private const string Namespaces = "/api/v1/namespaces";
    private const string Pods = "/api/v1/namespaces/place/pods";

    [Fact]
    public async Task A_pod_runs_as_the_default_account_with_a_token_mounted()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Namespaces, """{"metadata":{"name":"place"}}""");

        // At once: the account of a new namespace is there for whoever needs it.
        var pod = await server.CreateAsync(Pods, Pod(""));

        var spec = pod["spec"]!;
        Assert.Equal("default", (string?)spec["serviceAccountName"]);
        Assert.Equal("default", (string?)spec["serviceAccount"]);
        var volume = spec["volumes"]!.AsArray().Single()!;
        Assert.StartsWith("kube-api-access-", (string?)volume["name"]);
        Assert.Equal("token", (string?)volume["projected"]!["sources"]![0]!["serviceAccountToken"]!["path"]);
        Assert.Equal("kube-root-ca.crt", (string?)volume["projected"]!["sources"]![1]!["configMap"]!["name"]);
        var mount = spec["containers"]![0]!["volumeMounts"]!.AsArray().Single()!;
        Assert.Equal((string?)volume["name"], (string?)mount["name"]);
        Assert.Equal("/var/run/secrets/kubernetes.io/serviceaccount", (string?)mount["mountPath"]);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"quiet"},"automountServiceAccountToken":false}""", "", false)]
    [InlineData("""{"metadata":{"name":"quiet"}}""", """, "automountServiceAccountToken":false""", false)]
    [InlineData(
        """{"metadata":{"name":"quiet"},"automountServiceAccountToken":false}""",
        """, "automountServiceAccountToken":true""",
        true
    )]
    public async Task Pod_before_account_says_whether_a_token_is_mounted(string account, string more, bool isMounted)
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Namespaces, """{"metadata":{"name":"place"}}""");
        await server.CreateAsync("/api/v1/namespaces/place/serviceaccounts", account);

        var pod = await server.CreateAsync(Pods, Pod($""", "serviceAccountName":"quiet" {more}"""));

        Assert.Equal(isMounted, pod["spec"]!["volumes"] is not null);
    }

    [Fact]
    public async Task A_pod_of_an_account_that_is_not_there_is_refused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Namespaces, """{"metadata":{"name":"place"}}""");

        var (code, status) = await server.PostAsync(Pods, Pod(""", "serviceAccountName":"nobody" """));

        Assert.Equal(403, code);
        Assert.Equal(
            "pods \"p\" is forbidden: error looking up service account place/nobody: serviceaccount \"nobody\" not found",
            (string?)status["message"]
        );
    }

    [Fact]
    public async Task Every_namespace_has_its_account_and_certificates_and_gets_them_back()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Namespaces, """{"metadata":{"name":"place"}}""");

        var account = await AppearsAsync(server, "serviceaccounts", "default", _ => true);
        var certificates = await AppearsAsync(server, "configmaps", "kube-root-ca.crt", _ => true);
        await server.DeleteAsync("/api/v1/namespaces/place/serviceaccounts/default");
        await server.MergeAsync("/api/v1/namespaces/place/configmaps/kube-root-ca.crt", """{"data":{"ca.crt":"x"}}""");

        await AppearsAsync(server, "serviceaccounts", "default", value => Uid(value) != Uid(account));
        var mended = await AppearsAsync(
            server,
            "configmaps",
            "kube-root-ca.crt",
            value => (string?)value["data"]!["ca.crt"] != "x"
        );
        Assert.Equal((string?)certificates["data"]!["ca.crt"], (string?)mended["data"]!["ca.crt"]);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", (string?)mended["data"]!["ca.crt"]);
    }

    private static string? Uid(JsonObject value) => (string?)value["metadata"]!["uid"];

    private static async Task<JsonObject> AppearsAsync(
        ApiServer server,
        string plural,
        string name,
        Func<JsonObject, bool> isWanted
    )
    {
        var path = $"/api/v1/namespaces/place/{plural}?fieldSelector=metadata.name%3D{name}";
        await foreach (var (type, value) in server.WatchAsync(path))
        {
            if (type != "DELETED" && isWanted(value))
            {
                return value;
            }
        }
        throw new InvalidOperationException($"{plural} {name} did not appear");
    }

    private static string Pod(string more) =>
        $$"""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]{{more}} } }""";
}
