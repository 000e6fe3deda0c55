using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Security;

public sealed class ServiceAccountTokenTests
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string WhoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    [Fact]
    public async Task A_token_makes_its_bearer_the_service_account()
    {
        await using var server = await ApiServer.StartAsync();
        var account = await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        var token = await IssueAsync(server, "{}");
        using var robot = Caller.WithToken(server.Cluster, token);

        var user = (await robot.CreateAsync(WhoAmI, "{}"))["status"]!["userInfo"]!;

        Assert.Equal("system:serviceaccount:default:robot", (string?)user["username"]);
        Assert.Equal((string?)account["metadata"]!["uid"], (string?)user["uid"]);
        Assert.Equal(
            ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
            user["groups"]!.AsArray().Select(group => (string?)group)
        );
        Assert.Equal(
            $"JTI={(string?)Claims(token)["jti"]}",
            (string?)user["extra"]!["authentication.kubernetes.io/credential-id"]![0]
        );
        Assert.Equal(403, (await robot.GetAsync("/api/v1/namespaces/default/pods")).Code);
    }

    [Fact]
    public async Task A_token_carries_the_claims_of_kubernetes()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");

        var answer = await RequestAsync(server, """{"spec":{"audiences":["vault"],"expirationSeconds":700}}""");
        var claims = Claims((string)answer["status"]!["token"]!);

        Assert.Equal("TokenRequest", (string?)answer["kind"]);
        Assert.Equal(Issuer, (string?)claims["iss"]);
        Assert.Equal("system:serviceaccount:default:robot", (string?)claims["sub"]);
        Assert.Equal("""["vault"]""", claims["aud"]!.ToJsonString());
        Assert.Equal(700, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal("default", (string?)claims["kubernetes.io"]!["namespace"]);
        Assert.Equal("robot", (string?)claims["kubernetes.io"]!["serviceaccount"]!["name"]);
    }

    [Fact]
    public async Task A_token_expires()
    {
        var time = new ManualTimeProvider();
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { Time = time }
        );
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        using var robot = Caller.WithToken(
            server.Cluster,
            await IssueAsync(server, """{"spec":{"expirationSeconds":600}}""")
        );

        time.Advance(TimeSpan.FromSeconds(599));
        var (before, _) = await robot.PostAsync(WhoAmI, "{}");
        time.Advance(TimeSpan.FromSeconds(1));
        var (after, _) = await robot.PostAsync(WhoAmI, "{}");

        Assert.Equal((201, 401), (before, after));
    }

    [Theory]
    [InlineData(599, "Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData(4294967297, "Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    public async Task A_duration_has_limits(long seconds, string fault)
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.PostAsync(
            $"{Accounts}/default/token",
            $$"""{"spec":{"expirationSeconds":{{seconds}} } }"""
        );

        Assert.Equal(422, code);
        Assert.Equal(
            $"TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: {fault}",
            (string?)status["message"]
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_ends_with_its_account_even_when_another_takes_the_name(bool isReplaced)
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        using var robot = Caller.WithToken(server.Cluster, await IssueAsync(server, "{}"));
        Assert.Equal(201, (await robot.PostAsync(WhoAmI, "{}")).Code);

        await server.DeleteAsync($"{Accounts}/robot");
        if (isReplaced)
        {
            await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        }

        Assert.Equal(401, (await robot.PostAsync(WhoAmI, "{}")).Code);
    }

    [Fact]
    public async Task A_token_bound_to_a_pod_tells_of_it_and_ends_with_it()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        await server.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n"}}""");
        const string Pods = "/api/v1/namespaces/default/pods";
        var pod = await server.CreateAsync(
            Pods,
            """{"metadata":{"name":"p"},"spec":{"serviceAccountName":"robot","nodeName":"n","containers":[{"name":"c","image":"i"}]}}"""
        );
        var answer = await RequestAsync(
            server,
            """{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"p"}}}"""
        );
        using var robot = Caller.WithToken(server.Cluster, (string?)answer["status"]!["token"]);

        var extra = (await robot.CreateAsync(WhoAmI, "{}"))["status"]!["userInfo"]!["extra"]!;
        await server.DeleteAsync($"{Pods}/p");
        var (later, _) = await robot.PostAsync(WhoAmI, "{}");

        Assert.Equal("p", (string?)extra["authentication.kubernetes.io/pod-name"]![0]);
        Assert.Equal((string?)pod["metadata"]!["uid"], (string?)extra["authentication.kubernetes.io/pod-uid"]![0]);
        Assert.Equal("n", (string?)extra["authentication.kubernetes.io/node-name"]![0]);
        Assert.Equal(401, later);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","name":"nowhere"}""", 404, "pods \"nowhere\" not found")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","name":"x"}""", 400, "cannot bind token to object of type")]
    [InlineData(
        """{"apiVersion":"v1","kind":"Pod","name":"p"}""",
        400,
        "cannot bind token for serviceaccount \"robot\" to pod running with different serviceaccount name."
    )]
    [InlineData(
        """{"apiVersion":"v1","kind":"Secret","name":"s","uid":"other"}""",
        409,
        "the UID in the bound object reference (other) does not match the UID in record."
    )]
    public async Task A_token_is_bound_only_to_what_is_there_and_fits(string reference, int expected, string why)
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        await server.CreateAsync(Secrets, """{"metadata":{"name":"s"}}""");
        await server.CreateAsync(
            "/api/v1/namespaces/default/pods",
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}"""
        );

        var (code, status) = await server.PostAsync(
            $"{Accounts}/robot/token",
            $$"""{"spec":{"boundObjectRef":{{reference}} } }"""
        );

        Assert.Equal(expected, code);
        Assert.Contains(why, (string?)status["message"]);
    }

    [Fact]
    public async Task A_token_for_others_does_not_open_the_api_server()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        var token = await IssueAsync(server, """{"spec":{"audiences":["vault","other"]}}""");
        using var robot = Caller.WithToken(server.Cluster, token);

        Assert.Equal(401, (await robot.PostAsync(WhoAmI, "{}")).Code);
        var forVault = await ReviewAsync(server, token, ""","audiences":["vault","third"]""");
        var forServer = await ReviewAsync(server, token, "");
        Assert.True((bool)forVault["authenticated"]!);
        Assert.Equal("""["vault"]""", forVault["audiences"]!.ToJsonString());
        Assert.Equal("system:serviceaccount:default:robot", (string?)forVault["user"]!["username"]);
        Assert.Null(forServer["authenticated"]);
        Assert.Equal(
            $"[invalid bearer token, token audiences [\"vault\" \"other\"] is invalid for the target audiences [\"{Issuer}\"]]",
            (string?)forServer["error"]
        );
    }

    [Fact]
    public async Task Anybody_can_check_a_token_by_the_published_key()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        var token = await IssueAsync(server, "{}");
        using var robot = Caller.WithToken(server.Cluster, token);

        var (_, configuration) = await robot.GetAsync("/.well-known/openid-configuration");
        var (_, keys) = await robot.GetAsync("/openid/v1/jwks");

        Assert.Equal(Issuer, (string?)configuration["issuer"]);
        Assert.Equal($"{server.Cluster.Server}/openid/v1/jwks", (string?)configuration["jwks_uri"]);
        var parts = token.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var key = keys["keys"]!.AsArray().Single(each => (string?)each!["kid"] == (string?)header["kid"])!;
        using var verifier = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint
                {
                    X = Base64Url.DecodeFromChars((string)key["x"]!),
                    Y = Base64Url.DecodeFromChars((string)key["y"]!),
                },
            }
        );
        Assert.True(
            verifier.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256
            )
        );
    }

    [Fact]
    public async Task Tokens_outlive_a_restart_and_are_worth_nothing_when_altered()
    {
        using var directory = new TemporaryDirectory();
        var options = new EmbeddedControlPlaneOptions { DataDirectory = directory.Path };
        string token;
        await using (var first = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options))
        {
            await first.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
            token = await IssueAsync(first, "{}");
        }
        await using var second = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options);
        using var robot = Caller.WithToken(second.Cluster, token);
        var parts = token.Split('.');
        var claims = Claims(token);
        claims["sub"] = "system:serviceaccount:kube-system:robot";
        var altered = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        using var forger = Caller.WithToken(second.Cluster, $"{parts[0]}.{altered}.{parts[2]}");

        Assert.Equal(201, (await robot.PostAsync(WhoAmI, "{}")).Code);
        Assert.Equal(401, (await forger.PostAsync(WhoAmI, "{}")).Code);
    }

    [Fact]
    public async Task A_secret_of_the_type_gets_a_token_that_ends_with_it()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        await server.CreateAsync(Secrets, TokenSecret("s", "robot"));

        var filled = await FilledAsync(server, "s");
        var token = Encoding.UTF8.GetString(Convert.FromBase64String((string)filled["data"]!["token"]!));
        using var robot = Caller.WithToken(server.Cluster, token);
        var (before, _) = await robot.PostAsync(WhoAmI, "{}");
        await server.DeleteAsync($"{Secrets}/s");
        var (after, _) = await robot.PostAsync(WhoAmI, "{}");

        Assert.Equal("ZGVmYXVsdA==", (string?)filled["data"]!["namespace"]);
        Assert.NotNull(filled["data"]!["ca.crt"]);
        Assert.NotNull(filled["metadata"]!["annotations"]!["kubernetes.io/service-account.uid"]);
        Assert.Equal((201, 401), (before, after));
    }

    [Fact]
    public async Task A_secret_of_the_type_goes_with_its_account()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(Accounts, """{"metadata":{"name":"robot"}}""");
        await server.CreateAsync(Secrets, TokenSecret("s", "robot"));
        await FilledAsync(server, "s");

        await server.DeleteAsync($"{Accounts}/robot");

        await foreach (var (type, _) in server.WatchAsync($"{Secrets}?fieldSelector=metadata.name%3Ds"))
        {
            if (type == "DELETED")
            {
                break;
            }
        }
        Assert.Equal(404, (await server.GetAsync($"{Secrets}/s")).Code);
    }

    [Fact]
    public async Task A_secret_of_the_type_must_name_its_account()
    {
        await using var server = await ApiServer.StartAsync();

        var (code, status) = await server.PostAsync(
            Secrets,
            """{"metadata":{"name":"s"},"type":"kubernetes.io/service-account-token"}"""
        );

        Assert.Equal(422, code);
        Assert.Contains(
            "metadata.annotations[kubernetes.io/service-account.name]: Required value",
            (string?)status["message"]
        );
    }

    private static string TokenSecret(string name, string account) =>
        $$"""
            {"metadata":{"name":"{{name}}","annotations":{"kubernetes.io/service-account.name":"{{account}}"} },
             "type":"kubernetes.io/service-account-token"}
            """;

    private static async Task<JsonObject> FilledAsync(ApiServer server, string name)
    {
        await foreach (var (_, secret) in server.WatchAsync($"{Secrets}?fieldSelector=metadata.name%3D{name}"))
        {
            if (secret["data"]?["token"] is not null)
            {
                return secret;
            }
        }
        throw new InvalidOperationException("the Secret got no token");
    }

    private static Task<JsonObject> RequestAsync(ApiServer server, string body) =>
        server.CreateAsync($"{Accounts}/robot/token", body);

    private static async Task<string> IssueAsync(ApiServer server, string body) =>
        (string)(await RequestAsync(server, body))["status"]!["token"]!;

    private static async Task<JsonNode> ReviewAsync(ApiServer server, string token, string more) =>
        (
            await server.CreateAsync(
                "/apis/authentication.k8s.io/v1/tokenreviews",
                $$"""{"spec":{"token":"{{token}}"{{more}} } }"""
            )
        )["status"]!;

    private static JsonObject Claims(string token) =>
        (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
}
