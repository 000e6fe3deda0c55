using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Calls one webhook over TLS, trusting the authority that its configuration names.</summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly TimeSpan _timeout;

    public WebhookClient(JsonObject clientConfig, TimeSpan timeout, ServiceEndpoints endpoints)
    {
        _timeout = timeout;
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseProxy = false,
        };
        if (clientConfig.Text("caBundle") is { Length: > 0 } bundle)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(bundle);
        }
        if (clientConfig.ObjectAt("service") is { } service)
        {
            var (ns, name) = (service.Text("namespace") ?? "", service.Text("name") ?? "");
            handler.ConnectCallback = (_, token) => ConnectAsync(endpoints, ns, name, token);
            _url = ServiceUrl(service, ns, name, timeout);
        }
        else
        {
            var url = clientConfig.Text("url") ?? "";
            var separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            _url = new Uri($"{url}{separator}timeout={Seconds(timeout)}s");
        }
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The answer's <c>response</c>.</summary>
    /// <exception cref="WebhookFailedException">No answer, or none that makes sense.</exception>
    public async Task<JsonObject> CallAsync(JsonObject review, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent(review.ToUtf8());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(_url, content, ending.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(ending.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw Failed($"the server answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body).Trim()}");
            }
            return Read(body, review.Text("request", "uid")!);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw Failed("context deadline exceeded");
        }
        catch (HttpRequestException exception)
        {
            throw Failed(exception.InnerException?.Message ?? exception.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private static JsonObject Read(byte[] body, string uid)
    {
        JsonObject? review;
        try
        {
            review = JsonNode.Parse(body, documentOptions: StoredObject.ParseOptions) as JsonObject;
        }
        catch (JsonException exception)
        {
            throw new WebhookFailedException($"the answer is no JSON: {exception.Message}");
        }
        if (review?.Text("apiVersion") != "admission.k8s.io/v1" || review.Text("kind") != "AdmissionReview")
        {
            throw new WebhookFailedException(
                $"expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {review?.Text("apiVersion")}, Kind={review?.Text("kind")}"
            );
        }
        var response = review.ObjectAt("response") ?? throw new WebhookFailedException("webhook response was absent");
        return response.Text("uid") == uid
            ? response
            : throw new WebhookFailedException($"expected response.uid \"{uid}\", got \"{response.Text("uid")}\"");
    }

    private static Uri ServiceUrl(JsonObject service, string ns, string name, TimeSpan timeout)
    {
        var port = service.Number("port") ?? 443;
        var path = (service.Text("path") ?? "").TrimStart('/');
        return new Uri(
            string.Create(
                CultureInfo.InvariantCulture,
                $"https://{name}.{ns}.svc:{port}/{path}?timeout={Seconds(timeout)}s"
            )
        );
    }

    private static async ValueTask<Stream> ConnectAsync(
        ServiceEndpoints endpoints,
        string ns,
        string name,
        CancellationToken cancellationToken
    )
    {
        var (host, port) =
            endpoints.Find(ns, name) ?? throw new IOException($"no endpoints available for service \"{name}\"");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509ChainPolicy Trust(string bundle)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            // Nothing is trusted then, and every call says so.
        }
        return policy;
    }

    private static int Seconds(TimeSpan timeout) => (int)timeout.TotalSeconds;

    private WebhookFailedException Failed(string why) => new($"failed to call webhook: Post \"{_url}\": {why}");
}
