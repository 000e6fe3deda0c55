using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Security;

/// <summary>Somebody who speaks plain HTTP to a cluster, with a certificate, a token, or nothing.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient _http;

    private Caller(ClusterConnection connection, X509Certificate2? certificate, string? token)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(connection.CertificateAuthorities!);
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }
        _http = new HttpClient(handler) { BaseAddress = new Uri(connection.Server + "/") };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The warnings that came with the last answer.</summary>
    public IReadOnlyList<string> LastWarnings { get; private set; } = [];

    /// <summary>Headers that go with every request.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public static Caller As(EmbeddedCluster cluster, string user, params string[] groups)
    {
        var connection = cluster.ConnectionAs(user, groups);
        return new Caller(connection, connection.ClientCertificate, null);
    }

    public static Caller WithToken(EmbeddedCluster cluster, string? token) => new(cluster.Connection, null, token);

    public static Caller Anonymous(EmbeddedCluster cluster) => WithToken(cluster, null);

    public static Caller Administrator(EmbeddedCluster cluster) => WithToken(cluster, cluster.Token);

    public async Task<(int Code, JsonObject Body)> SendAsync(
        string method,
        string path,
        string? body = null,
        string contentType = "application/json"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        var cancel = TestContext.Current.CancellationToken;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        LastWarnings = response.Headers.TryGetValues("Warning", out var warnings) ? [.. warnings] : [];
        // A watch has no end; that it was let in is all that is asked.
        var text =
            path.Contains("watch=", StringComparison.Ordinal) && response.IsSuccessStatusCode
                ? ""
                : await response.Content.ReadAsStringAsync(cancel);
        return (
            (int)response.StatusCode,
            text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : new JsonObject { ["text"] = text }
        );
    }

    public Task<(int Code, JsonObject Body)> GetAsync(string path) => SendAsync("GET", path);

    public Task<(int Code, JsonObject Body)> PostAsync(string path, string body) => SendAsync("POST", path, body);

    /// <summary>Creates what must be accepted.</summary>
    public async Task<JsonObject> CreateAsync(string path, string body)
    {
        var (code, created) = await PostAsync(path, body);
        Assert.True(code == 201, created.ToJsonString());
        return created;
    }

    /// <summary>The message with which a request is refused.</summary>
    public async Task<string> RefusalAsync(string method, string path, string? body = null, int code = 403)
    {
        var (actual, status) = await SendAsync(method, path, body);
        Assert.True(actual == code, $"{method} {path} was answered with {actual}: {status.ToJsonString()}");
        return (string)status["message"]!;
    }

    public void Dispose() => _http.Dispose();
}
