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

    // As it is written: a Uri would leave out the port that is the scheme's own.
    private readonly string _url;
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
            handler.ConnectCallback = (context, token) =>
                ConnectAsync(endpoints, ns, name, context.DnsEndPoint.Port, token);
            _url = ServiceUrl(service, ns, name, timeout);
        }
        else
        {
            var url = clientConfig.Text("url") ?? "";
            var separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            _url = $"{url}{separator}timeout={Seconds(timeout)}s";
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
                throw new WebhookFailedException(
                    $"failed to call webhook: {WebhookFaults.Answer((int)answer.StatusCode, body)}"
                );
            }
            return Read(body, review.Text("apiVersion")!, review.Text("request", "uid")!);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw Failed("context deadline exceeded");
        }
        catch (HttpRequestException exception)
        {
            throw new WebhookFailedException(
                $"failed to call webhook: Post \"{_url}\": {WebhookFaults.Connection(exception)}",
                exception
            );
        }
    }

    public void Dispose() => _http.Dispose();

    private static JsonObject Read(byte[] body, string apiVersion, string uid)
    {
        JsonObject? review;
        try
        {
            review = JsonNode.Parse(body, documentOptions: StoredObject.ParseOptions) as JsonObject;
        }
        catch (JsonException exception)
        {
            throw new WebhookFailedException(
                $"failed to call webhook: couldn't get version/kind; json parse error: {exception.Message}",
                exception
            );
        }
        if (review?.Text("apiVersion") != apiVersion || review.Text("kind") != "AdmissionReview")
        {
            throw Invalid(
                $"expected webhook response of {apiVersion}, Kind=AdmissionReview, got {review?.Text("apiVersion")}, Kind={review?.Text("kind")}"
            );
        }
        var response = review.ObjectAt("response") ?? throw Invalid("webhook response was absent");
        if (response.Text("uid") != uid)
        {
            throw Invalid($"expected response.uid=\"{uid}\", got \"{response.Text("uid")}\"");
        }
        return (response.Text("patch"), response.Text("patchType")) switch
        {
            ({ Length: > 0 }, null or "") => throw Invalid(
                "webhook returned response.patch but not response.patchType"
            ),
            (null or "", { Length: > 0 }) => throw Invalid(
                "webhook returned response.patchType but not response.patch"
            ),
            (_, null or "" or "JSONPatch") => response,
            (_, var other) => throw Invalid($"webhook returned invalid response.patchType of \"{other}\""),
        };
    }

    private static string ServiceUrl(JsonObject service, string ns, string name, TimeSpan timeout)
    {
        var port = service.Number("port") ?? 443;
        var path = (service.Text("path") ?? "").TrimStart('/');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"https://{name}.{ns}.svc:{port}/{path}?timeout={Seconds(timeout)}s"
        );
    }

    private static async ValueTask<Stream> ConnectAsync(
        ServiceEndpoints endpoints,
        string ns,
        string name,
        int servicePort,
        CancellationToken cancellationToken
    )
    {
        var (host, port) = endpoints.Find(ns, name, servicePort);
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

    private static WebhookFailedException Invalid(string why) => new($"received invalid webhook response: {why}");

    private static int Seconds(TimeSpan timeout) => (int)timeout.TotalSeconds;

    private WebhookFailedException Failed(string why) => new($"failed to call webhook: Post \"{_url}\": {why}");
}
