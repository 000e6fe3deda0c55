using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Hosting.Metrics;
using Graft.Kubernetes.Telemetry;
using Graft.Kubernetes.Tests.Hosting.Metrics;
using Graft.Kubernetes.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Webhooks;

/// <summary>What an API server and an admission server say to each other, beyond yes and no.</summary>
public sealed class AdmissionConversationTests : IAsyncLifetime
{
    private readonly string _path = $"/judge-{Guid.NewGuid():N}";
    private readonly MetricRegistry _metrics = new(new MeterNames([Instruments.Name]), NullLogger.Instance);
    private HttpClient _http = null!;
    private AdmissionHandler _judge = (_, _) => Task.FromResult(AdmissionAnswer.Allow());
    private AdmissionWebhookServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var certificates = new ServingCertificates(
            new ServingCertificateOptions { Name = "test", Hosts = ["127.0.0.1"] },
            new MemoryCertificateStore(),
            TimeProvider.System,
            NullLogger<ServingCertificates>.Instance
        );
        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        _server = new AdmissionWebhookServer(
            new AdmissionWebhookServerOptions { Address = IPAddress.Loopback, Port = 0 },
            certificates,
            TimeProvider.System,
            NullLoggerFactory.Instance
        ).Map(_path, (request, token) => _judge(request, token));
        await _server.StartAsync(Cancel);
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPem(certificates.Current!.Authority);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = trust } })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{_server.Port}"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _metrics.Dispose();
    }

    [Fact]
    public async Task The_handler_knows_of_a_dry_run_and_its_warnings_and_audit_annotations_travel()
    {
        AdmissionRequest? asked = null;
        _judge = (request, _) =>
        {
            asked = request;
            var answer = AdmissionAnswer.Allow("first warning", "second warning");
            return Task.FromResult(
                answer with
                {
                    AuditAnnotations = new Dictionary<string, string> { ["rule"] = "r1" },
                }
            );
        };

        var (code, body) = await PostAsync(Review(dryRun: true));

        Assert.Equal(HttpStatusCode.OK, code);
        Assert.True(asked!.DryRun);
        var response = JsonNode.Parse(body)!["response"]!;
        Assert.Equal("""["first warning","second warning"]""", response["warnings"]!.ToJsonString());
        Assert.Equal("""{"rule":"r1"}""", response["auditAnnotations"]!.ToJsonString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonx")]
    public async Task Another_content_type_is_415(string type)
    {
        var (code, body) = await PostAsync(Review(), type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, code);
        Assert.Equal($"content type \"{type}\", expected application/json\n", body);
    }

    [Fact]
    public async Task A_charset_does_no_harm()
    {
        var (code, _) = await PostAsync(Review(), "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_takes_longer_than_the_API_server_waits_is_504_so_that_the_failure_policy_decides(
        bool listens
    )
    {
        var cancelled = new TaskCompletionSource();
        var forever = new TaskCompletionSource<AdmissionResponse>();
        _judge = async (_, token) =>
        {
            token.Register(() => cancelled.TrySetResult());
            return await (listens ? forever.Task.WaitAsync(token) : forever.Task);
        };

        var (code, body) = await PostAsync(Review(), query: "?timeout=50ms");

        Assert.Equal(HttpStatusCode.GatewayTimeout, code);
        Assert.Equal("the handler did not answer in time\n", body);
        await cancelled.Task.WaitAsync(Cancel);
        forever.TrySetResult(AdmissionAnswer.Allow());
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_with_500_counted_and_survived()
    {
        var before = Found().Find("controller_runtime_webhook_panics_total") ?? 0;
        _judge = (_, _) => throw new InvalidOperationException("on purpose");
        var (code, body) = await PostAsync(Review());
        _judge = (_, _) => Task.FromResult<AdmissionResponse>(null!);
        var (second, answer) = await PostAsync(Review());
        _judge = (_, _) => Task.FromResult(AdmissionAnswer.Allow());
        var (third, _) = await PostAsync(Review());

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [code, second, third]);
        var response = JsonNode.Parse(body)!["response"]!;
        Assert.False((bool)response["allowed"]!);
        Assert.Equal(500, (int)response["status"]!["code"]!);
        Assert.Equal("the handler gave no answer", (string?)JsonNode.Parse(answer)!["response"]!["status"]!["message"]);
        Assert.True(Found().Value("controller_runtime_webhook_panics_total") >= before + 2);
    }

    [Fact]
    public async Task Requests_are_counted_by_path_and_code_and_timed()
    {
        var inside = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _judge = async (_, _) =>
        {
            inside.TrySetResult();
            await go.Task;
            return AdmissionAnswer.Allow();
        };
        var webhook = ("webhook", _path);
        Assert.Equal(0, Found().Value("controller_runtime_webhook_requests_total", webhook, ("code", "200")));
        Assert.Equal(0, Found().Value("controller_runtime_webhook_requests_total", webhook, ("code", "500")));

        var slow = PostAsync(Review());
        await inside.Task.WaitAsync(Cancel);
        Assert.Equal(1, Found().Value("controller_runtime_webhook_requests_in_flight", webhook));
        go.SetResult();
        await slow;
        await PostAsync("no json");

        await Eventually.TrueAsync(() => Found().Value("controller_runtime_webhook_requests_in_flight", webhook) == 0);
        Assert.Equal(1, Found().Value("controller_runtime_webhook_requests_total", webhook, ("code", "200")));
        Assert.Equal(1, Found().Value("controller_runtime_webhook_requests_total", webhook, ("code", "400")));
        Assert.Equal(2, Found().Value("controller_runtime_webhook_latency_seconds_count", webhook));
        Assert.Equal(2, Found().Value("controller_runtime_webhook_latency_seconds_bucket", webhook, ("le", "+Inf")));
    }

    [Fact]
    public async Task A_request_is_a_span_of_the_trace_that_the_API_server_names()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        const string Caller = "b7ad6b7169203331";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await PostAsync(Review(), traceParent: $"00-{Trace}-{Caller}-01");
        await Eventually.TrueAsync(() => Mine().Any());
        await PostAsync(Review());
        await Eventually.TrueAsync(() => Mine().Count() == 2);

        var (called, uncalled) = (Mine().First(), Mine().Last());
        Assert.Equal(Trace, called.TraceId.ToHexString());
        Assert.Equal(Caller, called.ParentSpanId.ToHexString());
        Assert.Equal("CREATE", called.GetTagItem("admission.operation"));
        Assert.Equal(200, called.GetTagItem("http.response.status_code"));
        Assert.Equal(default, uncalled.ParentSpanId);
        Assert.NotEqual(Trace, uncalled.TraceId.ToHexString());

        IEnumerable<Activity> Mine() => spans.Where(span => (string?)span.GetTagItem("webhook") == _path);
    }

    [Fact]
    public async Task Three_MiB_are_taken()
    {
        var filler = new string('x', 3 * 1024 * 1024);

        var (code, _) = await PostAsync(Review(filler: filler));

        Assert.Equal(HttpStatusCode.OK, code);
    }

    [Fact]
    public async Task Only_the_path_itself_is_answered()
    {
        using var content = new StringContent(Review(), new MediaTypeHeaderValue("application/json"));
        using var below = await _http.PostAsync(new Uri($"{_path}/x", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, below.StatusCode);
    }

    private Exposition Found() => Exposition.Parse(_metrics.Write(ExpositionFormat.OpenMetrics), isOpenMetrics: true);

    private async Task<(HttpStatusCode Code, string Body)> PostAsync(
        string body,
        string type = "application/json",
        string query = "",
        string? traceParent = null
    )
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_path + query, UriKind.Relative))
        {
            Content = content,
        };
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }
        using var response = await _http.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static string Review(bool dryRun = false, string filler = "") =>
        $$$"""
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE",
            "dryRun":{{{(dryRun ? "true" : "false")}}},"object":{"filler":"{{{filler}}}"} } }
            """;
}
