using System.Net;
using Graft.Kubernetes.Hosting;

namespace Graft.Kubernetes.Tests.Hosting;

/// <summary>Health as kubelets and people ask for it, over HTTP.</summary>
public sealed class HealthEndpointTests : IAsyncLifetime
{
    private readonly Health _health = new();
    private readonly HttpClient _http = new();
    private DiagnosticsServer? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DiagnosticsServer.StartAsync(
            "--health-bind-address",
            "127.0.0.1:0",
            new HealthEndpoint(_health).HandleAsync,
            Cancel
        );
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_server!.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/healthz/")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/readyz/ping")]
    public async Task Who_answers_is_alive(string path) => await AssertAsync(path, HttpStatusCode.OK, "ok");

    [Fact]
    public async Task Checks_are_listed_when_asked_for_and_when_one_fails()
    {
        _health.Require("b", () => true);
        _health.Require("a", () => true);
        await AssertAsync("/readyz", HttpStatusCode.OK, "ok");
        await AssertAsync("/readyz?verbose", HttpStatusCode.OK, "[+]a ok\n[+]b ok\nreadyz check passed\n");

        _health.Require("b", () => throw new InvalidOperationException("the reason"));
        await AssertAsync(
            "/readyz",
            HttpStatusCode.InternalServerError,
            "[+]a ok\n[-]b failed: reason withheld\nreadyz check failed\n"
        );
        Assert.Equal(["b"], _health.Failing);
        await AssertAsync("/healthz?verbose", HttpStatusCode.OK, "[+]ping ok\nhealthz check passed\n");
    }

    [Fact]
    public async Task A_check_has_a_path_of_its_own_that_says_why()
    {
        _health.RequireAlive("a", () => true);
        _health.RequireAlive("b", () => throw new InvalidOperationException("the reason"));
        _health.RequireAlive("c", () => false);

        await AssertAsync("/livez/a", HttpStatusCode.OK, "ok");
        await AssertAsync("/livez/b", HttpStatusCode.InternalServerError, "internal server error: the reason\n");
        await AssertAsync("/healthz/c", HttpStatusCode.InternalServerError, "internal server error: does not hold\n");
        await AssertAsync("/healthz/d", HttpStatusCode.NotFound, "404 page not found\n");
    }

    [Fact]
    public async Task Checks_can_be_left_out()
    {
        _health.Require("a", () => true);
        _health.Require("b", () => false);

        await AssertAsync("/readyz?exclude=b", HttpStatusCode.OK, "ok");
        await AssertAsync(
            "/readyz?verbose&exclude=b&exclude=z",
            HttpStatusCode.OK,
            "[+]a ok\n[+]b excluded: ok\nwarn: some health checks cannot be excluded: no matches for \"z\"\n"
                + "readyz check passed\n"
        );
    }

    [Fact]
    public async Task Other_paths_and_methods_are_turned_away()
    {
        await AssertAsync("/", HttpStatusCode.NotFound, "404 page not found\n");
        await AssertAsync("/readyzz", HttpStatusCode.NotFound, "404 page not found\n");
        using var post = await _http.PostAsync(new Uri("/healthz", UriKind.Relative), null, Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using var head = await _http.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, new Uri("/healthz", UriKind.Relative)),
            Cancel
        );
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(2, head.Content.Headers.ContentLength);
    }

    private async Task AssertAsync(string path, HttpStatusCode code, string text)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal((code, text), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }
}
