using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests;

/// <summary>A cluster of a test's own, spoken to in plain HTTP: what goes over the wire is what the tests see.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly EmbeddedControlPlane _controlPlane;
    private readonly HttpClient _http;

    private ApiServer(EmbeddedControlPlane controlPlane, EmbeddedCluster cluster)
    {
        _controlPlane = controlPlane;
        Cluster = cluster;
        _http = Client(controlPlane, cluster.Token);
    }

    public EmbeddedCluster Cluster { get; }

    public static Task<ApiServer> StartAsync() => StartAsync(new EmbeddedClusterOptions());

    public static async Task<ApiServer> StartAsync(
        EmbeddedClusterOptions options,
        EmbeddedControlPlaneOptions? controlPlaneOptions = null
    )
    {
        var cancel = TestContext.Current.CancellationToken;
        var controlPlane = await EmbeddedControlPlane.StartAsync(controlPlaneOptions ?? new(), cancel);
        return new ApiServer(controlPlane, await controlPlane.AddClusterAsync("test", options, cancel));
    }

    public static HttpClient Client(EmbeddedControlPlane controlPlane, string? token) =>
        Client(controlPlane.Address, controlPlane.CertificateAuthority, token);

    public static HttpClient Client(Uri address, X509Certificate2 authority, string? token)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        var http = new HttpClient(handler) { BaseAddress = address };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        return http;
    }

    public static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    public async Task<(int Code, JsonObject Body)> SendAsync(
        string method,
        string path,
        string? body = null,
        string contentType = "application/json",
        string? accept = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"clusters/test{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') ? Json(text) : new JsonObject { ["text"] = text });
    }

    /// <summary>Sends JSON that need not be text; the answer's code.</summary>
    public async Task<int> SendBytesAsync(string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"clusters/test{path}");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>The Warning headers of a GET.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(string path)
    {
        using var response = await _http.GetAsync(
            new Uri($"clusters/test{path}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        return response.Headers.TryGetValues("Warning", out var values) ? [.. values] : [];
    }

    public Task<(int Code, JsonObject Body)> GetAsync(string path) => SendAsync("GET", path);

    public Task<(int Code, JsonObject Body)> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<(int Code, JsonObject Body)> PutAsync(string path, JsonObject body) =>
        SendAsync("PUT", path, body.ToJsonString());

    public Task<(int Code, JsonObject Body)> MergeAsync(string path, string body) =>
        SendAsync("PATCH", path, body, "application/merge-patch+json");

    public Task<(int Code, JsonObject Body)> DeleteAsync(string path, string? body = null) =>
        SendAsync("DELETE", path, body);

    /// <summary>Creates an object that must be accepted.</summary>
    public async Task<JsonObject> CreateAsync(string path, string body)
    {
        var (code, created) = await PostAsync(path, body);
        Assert.True(code == (int)HttpStatusCode.Created, created.ToJsonString());
        return created;
    }

    /// <summary>
    /// The events of a watch, for at most the time given. With <paramref name="endsAtState"/>, END follows the state when it
    /// is empty.
    /// </summary>
    public async IAsyncEnumerable<(string Type, JsonObject Object)> WatchAsync(
        string path,
        bool endsAtState = false,
        int seconds = 10
    )
    {
        var separator = path.Contains('?') ? '&' : '?';
        if (endsAtState)
        {
            path += $"{separator}sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
            separator = '&';
        }
        var url = $"clusters/test{path}{separator}watch=true&timeoutSeconds={seconds}";
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = await _http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var seen = 0;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var change = Json(line);
            var type = (string)change["type"]!;
            if (endsAtState && type == "BOOKMARK" && seen == 0)
            {
                yield return ("END", []);
                yield break;
            }
            seen++;
            yield return (type, (JsonObject)change["object"]!.DeepClone());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _controlPlane.DisposeAsync();
    }
}
