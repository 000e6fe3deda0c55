using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Webhooks;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Webhooks;

public sealed class AdmissionWebhookServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task The_answer_has_the_version_of_the_question_and_its_uid(string version)
    {
        await using var server = await StartAsync((_, _) => Task.FromResult(AdmissionAnswer.Deny("not like this")));
        using var http = Client(server);

        var (code, body) = await PostAsync(http, Review(version));

        Assert.Equal(HttpStatusCode.OK, code);
        var expected = JsonNode.Parse(
            $$$"""
            {"apiVersion":"admission.k8s.io/{{{version}}}","kind":"AdmissionReview","response":{"uid":"u-1","allowed":false,
             "status":{"apiVersion":"v1","kind":"Status","status":"Failure","message":"not like this","reason":"Forbidden","code":403} } }
            """
        );
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), body);
    }

    [Fact]
    public async Task A_patch_travels_encoded_and_allows()
    {
        var operations = (JsonArray)JsonNode.Parse("""[{"op":"add","path":"/x","value":1}]""")!;
        await using var server = await StartAsync((_, _) => Task.FromResult(AdmissionAnswer.Patch(operations)));
        using var http = Client(server);

        var (_, body) = await PostAsync(http, Review("v1"));

        var response = JsonNode.Parse(body)!["response"]!;
        Assert.True((bool)response["allowed"]!);
        Assert.Equal("JSONPatch", (string?)response["patchType"]);
        Assert.Equal(
            """[{"op":"add","path":"/x","value":1}]""",
            Encoding.UTF8.GetString(Convert.FromBase64String((string)response["patch"]!))
        );
    }

    [Fact]
    public async Task A_handler_that_throws_refuses()
    {
        await using var server = await StartAsync((_, _) => throw new InvalidOperationException("on purpose"));
        using var http = Client(server);

        var (code, body) = await PostAsync(http, Review("v1"));

        var response = JsonNode.Parse(body)!["response"]!;
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.False((bool)response["allowed"]!);
        Assert.Equal(500, (int)response["status"]!["code"]!);
        Assert.Equal("on purpose", (string?)response["status"]!["message"]);
    }

    [Theory]
    [InlineData("no json", "the body cannot be decoded")]
    [InlineData("{}", "the body is no AdmissionReview")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v2"}""",
        "admission version \"admission.k8s.io/v2\" is not supported"
    )]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""",
        "the AdmissionReview has no request"
    )]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{}}""",
        "the request has no uid"
    )]
    public async Task What_cannot_be_read_is_a_bad_request(string body, string message)
    {
        await using var server = await StartAsync((_, _) => Task.FromResult(AdmissionAnswer.Allow()));
        using var http = Client(server);

        var (code, answer) = await PostAsync(http, body);

        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.StartsWith(message, answer);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_other_methods_and_other_paths_are_refused()
    {
        await using var server = await StartAsync((_, _) => Task.FromResult(AdmissionAnswer.Allow()));
        using var http = Client(server);

        var (code, _) = await PostAsync(http, new string('x', 3000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, code);
        using var get = await http.GetAsync(new Uri("/validate", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        using var other = await http.GetAsync(new Uri("/other", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Case_60_certificate_rotation_keeps_serving()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await StartAsync((_, _) => Task.FromResult(AdmissionAnswer.Allow()), time);
        var first = server.Certificates.Current!;
        using (var http = Client(server))
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, Review("v1"))).Code);
        }

        // Two thirds of the authority's year are over: the next one is announced, and a minute later it signs.
        time.Advance(TimeSpan.FromDays(250));
        var published = new List<byte[]>();
        var servedWhenPublished = new List<string>();
        Task PublishAsync(byte[] bundle, CancellationToken cancellationToken)
        {
            published.Add(bundle);
            servedWhenPublished.Add(server.Certificates.Current!.Authority);
            return Task.CompletedTask;
        }
        await server.Certificates.EnsureAsync(PublishAsync, Cancel);
        Assert.Equal(first.Authority, server.Certificates.Current!.Authority);
        time.Advance(TimeSpan.FromMinutes(1));
        await server.Certificates.EnsureAsync(PublishAsync, Cancel);

        var second = server.Certificates.Current!;
        Assert.NotEqual(first.Authority, second.Authority);
        Assert.Equal([first.Authority, first.Authority], servedWhenPublished);
        Assert.All(
            published,
            bundle =>
            {
                var trusted = new X509Certificate2Collection();
                trusted.ImportFromPem(Encoding.UTF8.GetString(bundle));
                Assert.Equal(2, trusted.Count);
            }
        );

        time.Advance(TimeSpan.FromHours(25));
        await server.Certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.Null(server.Certificates.Current!.PreviousAuthority);
        Assert.Equal(second.Certificate, server.Certificates.Current!.Certificate);
    }

    [Fact]
    public async Task Case_60_a_renewed_server_certificate_is_served_to_the_next_connection_and_replicas_reload()
    {
        var store = new MemoryCertificateStore();
        var options = new ServingCertificateOptions { Name = "test", Hosts = ["localhost"] };
        var leader = Certificates(options, store);
        var replica = Certificates(options, store);
        Assert.False(await replica.ReloadAsync(Cancel));
        await leader.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.True(await replica.ReloadAsync(Cancel));
        await using var server = await RunningServer.StartAsync(
            replica,
            (_, _) => Task.FromResult(AdmissionAnswer.Allow())
        );
        using (var http = Client(server))
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, Review("v1"))).Code);
        }

        // A host that the old certificate does not name makes the leader issue another one of the same authority.
        var widened = Certificates(options with { Hosts = ["localhost", "127.0.0.1"] }, store);
        await widened.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.True(await replica.ReloadAsync(Cancel));

        using var byAddress = Client(server, "127.0.0.1");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(byAddress, Review("v1"))).Code);
    }

    [Fact]
    public async Task A_caller_that_expects_another_name_refuses_the_certificate()
    {
        await using var server = await StartAsync((_, _) => Task.FromResult(AdmissionAnswer.Allow()));
        using var http = Client(server, "127.0.0.1");

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, Review("v1")));

        Assert.Equal(HttpRequestError.SecureConnectionError, exception.HttpRequestError);
    }

    private static ServingCertificates Certificates(
        ServingCertificateOptions options,
        ICertificateStore store,
        TimeProvider? time = null
    ) => new(options, store, time ?? TimeProvider.System, NullLogger<ServingCertificates>.Instance);

    private static async Task<RunningServer> StartAsync(AdmissionHandler handler, TimeProvider? time = null)
    {
        var options = new ServingCertificateOptions { Name = "test", Hosts = ["localhost"] };
        var certificates = Certificates(options, new MemoryCertificateStore(), time);
        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        return await RunningServer.StartAsync(certificates, handler);
    }

    private static HttpClient Client(RunningServer server, string host = "localhost")
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(server.Certificates.Current!.TrustedAuthorities));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new() { CertificateChainPolicy = policy },
            UseProxy = false,
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{host}:{server.Port}") };
    }

    private static async Task<(HttpStatusCode Code, string Body)> PostAsync(HttpClient http, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri("/validate", UriKind.Relative), content, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static string Review(string version) =>
        $$$"""
            {"apiVersion":"admission.k8s.io/{{{version}}}","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE",
            "kind":{"group":"core.gardener.cloud","version":"v1beta1","kind":"Shoot"},"object":{"spec":{} } } }
            """;

    private sealed class RunningServer(AdmissionWebhookServer server, ServingCertificates certificates)
        : IAsyncDisposable
    {
        public ServingCertificates Certificates { get; } = certificates;

        public int Port => server.Port;

        public static async Task<RunningServer> StartAsync(ServingCertificates certificates, AdmissionHandler handler)
        {
            var options = new AdmissionWebhookServerOptions
            {
                Address = IPAddress.Loopback,
                Port = 0,
                MaximumBodyBytes = 2000,
            };
            var server = new AdmissionWebhookServer(
                options,
                certificates,
                TimeProvider.System,
                NullLoggerFactory.Instance
            );
            await server.Map("/validate", handler).StartAsync(Cancel);
            return new RunningServer(server, certificates);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
