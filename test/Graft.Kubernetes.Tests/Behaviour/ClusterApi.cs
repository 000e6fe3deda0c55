using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Plain HTTP to one cluster, with the credentials of its kubeconfig.</summary>
public sealed class ClusterApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly Credentials _credentials;
    private readonly string _address;
    private readonly Lock _lock = new();
    private Task<bool>? _runsControllers;

    public ClusterApi(ClusterConnection connection)
    {
        _credentials = new Credentials(connection, TimeProvider.System, NullLogger.Instance);
        _address = connection.Server.AbsoluteUri.TrimEnd('/');
        var handler = ConnectionHandler.Create(
            connection,
            new KubernetesClientOptions(),
            connection.ClientCertificate,
            connection.CertificateAuthorities
        );
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("behaviour/1");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _credentials.Dispose();
    }

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the server's address, with its query; sent as it is.</param>
    /// <param name="body">The body; null sends none.</param>
    /// <param name="contentType">The media type of the body.</param>
    /// <param name="accept">The Accept header; null sends none.</param>
    public async Task<Answer> SendAsync(
        string method,
        string path,
        string? body = null,
        string contentType = "application/json",
        string? accept = null
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        using var request = await RequestAsync(method, path, accept);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            // A body that is refused for its size need not be sent.
            request.Headers.ExpectContinue = body.Length > 1 << 20;
        }
        using var response = await _http.SendAsync(request, patience.Token);
        return new Answer(
            $"{method} {path}",
            (int)response.StatusCode,
            response.Headers,
            response.Content.Headers.ContentType?.ToString() ?? "",
            await response.Content.ReadAsStringAsync(patience.Token)
        );
    }

    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync("GET", path, accept: accept);

    /// <summary>Opens a watch; the path carries what the test asks for, <c>watch=true</c> is added where it is missing.</summary>
    public async Task<WatchReader> WatchAsync(string path, string? accept = null)
    {
        if (!path.Contains("watch", StringComparison.Ordinal))
        {
            path += path.Contains('?', StringComparison.Ordinal) ? "&watch=true" : "?watch=true";
        }
        using var request = await RequestAsync("GET", path, accept);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return await WatchReader.OpenAsync(path, response);
    }

    /// <summary>Sets the finalizers of a namespace, which none lets go where nobody else does.</summary>
    public async Task<Answer> FinalizeAsync(string name, params string[] finalizers)
    {
        var path = $"/api/v1/namespaces/{name}";
        var found = await GetAsync(path);
        return found.Code == 200
            ? await SendAsync("PUT", $"{path}/finalize", found.Json.With(Finalize).ToJsonString())
            : found;

        void Finalize(JsonObject value) =>
            value["spec"] = new JsonObject
            {
                ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => JsonValue.Create(finalizer))]),
            };
    }

    /// <summary>
    /// Skips the test where nobody collects garbage and finishes namespaces, as when a kube-apiserver runs without
    /// kube-controller-manager.
    /// </summary>
    public async Task RequireControllersAsync() =>
        Assert.SkipUnless(
            await RunsControllersAsync(),
            "no controllers run in this cluster: an empty namespace that was deleted did not go within 30 s"
        );

    /// <summary>Whether controllers run. Found out once: by whether an empty namespace goes when it is deleted.</summary>
    public Task<bool> RunsControllersAsync()
    {
        lock (_lock)
        {
            _runsControllers ??= FinishesNamespacesAsync();
        }
        return _runsControllers.WaitAsync(Cancel);
    }

    private async Task<bool> FinishesNamespacesAsync()
    {
        var name = Space.NewName();
        var path = $"/api/v1/namespaces/{name}";
        (await SendAsync("POST", "/api/v1/namespaces", Space.NamespaceBody(name))).Expect(201);
        await SendAsync("DELETE", path);
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (DateTime.UtcNow < deadline)
        {
            if ((await GetAsync(path)).Code == 404)
            {
                return true;
            }
            await Task.Delay(100, Cancel);
        }
        await FinalizeAsync(name);
        return false;
    }

    private async Task<HttpRequestMessage> RequestAsync(string method, string path, string? accept)
    {
        var address = new Uri(
            _address + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        var request = new HttpRequestMessage(new HttpMethod(method), address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Authorization = (await _credentials.GetAsync(null, Cancel)).Authorization;
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }
        return request;
    }
}
