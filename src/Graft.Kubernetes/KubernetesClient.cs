using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Transport;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes;

/// <summary>
/// The client of one cluster. Thread-safe; make one per cluster and keep it, since it owns the connections. Unary requests
/// end after 60 seconds; requests that the server turns away for load are repeated when it says.
/// </summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    // How much longer than its own timeout a watch may last before the connection counts as dead.
    private static readonly TimeSpan s_watchGrace = TimeSpan.FromSeconds(30);

    private readonly ApiTransport _transport;
    private readonly Discovery _discovery;
    private readonly Random _random;

    public KubernetesClient(ClusterConnection connection, TimeProvider time, ILogger logger)
        : this(connection, time, new Random(), logger) { }

    /// <param name="connection">How the cluster is reached.</param>
    /// <param name="time">The clock of time limits and pauses.</param>
    /// <param name="random">Spreads the ends of watches.</param>
    /// <param name="logger">Gets the server's warnings.</param>
    public KubernetesClient(ClusterConnection connection, TimeProvider time, Random random, ILogger logger)
    {
        _transport = new ApiTransport(connection, time, logger);
        _discovery = new Discovery(_transport);
        _random = random;
    }

    public void Dispose() => _transport.Dispose();

    public Task<T> GetAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(
            resource,
            new ApiRequest(HttpMethod.Get, RequestPath.Of(resource.Type, key, null)),
            cancellationToken
        );

    public async Task<T?> FindAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync(resource, key, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    public async Task<ResourceList<T>> ListAsync<T>(
        Resource<T> resource,
        ListOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var items = new List<T>();
        string? continuation = null;
        while (true)
        {
            try
            {
                var page = await ListPageAsync(resource, options, continuation, items, cancellationToken);
                if (string.IsNullOrEmpty(page.Continue))
                {
                    return new ResourceList<T>(items, page.ResourceVersion ?? "");
                }
                continuation = page.Continue;
            }
            catch (KubernetesException exception) when (exception.IsGone && continuation is not null)
            {
                // The snapshot expired between two pages: begin anew, in one piece.
                items.Clear();
                continuation = null;
                options = options with { Limit = null };
            }
        }
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        Resource<T> resource,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        var duration = options.Timeout ?? TimeSpan.FromSeconds(_random.Next(300, 600));
        var request = WatchRequest(resource.Type, options, duration);
        using var watchdog = new CancellationTokenSource(duration + s_watchGrace, _transport.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        using var response = await _transport.OpenStreamAsync(request, both.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
        await using var events = WatchStream
            .ReadAsync(stream, resource.Json, both.Token)
            .GetAsyncEnumerator(both.Token);
        while (await MoveNextAsync(events, watchdog, cancellationToken))
        {
            yield return events.Current;
        }
    }

    public Task<T> CreateAsync<T>(
        Resource<T> resource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var key = resource.KeyOf(body);
        if (resource.Type.IsNamespaced && key.Namespace is null)
        {
            throw new ArgumentException($"The {resource.Type.Kind} {key.Name} names no namespace.", nameof(body));
        }
        var path = options.Subresource is null
            ? RequestPath.Of(resource.Type, key.Namespace)
            : RequestPath.Of(resource.Type, key, options.Subresource);
        return WriteAsync(resource, HttpMethod.Post, path, body, options, cancellationToken);
    }

    public Task<T> ReplaceAsync<T>(
        Resource<T> resource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var path = RequestPath.Of(resource.Type, resource.KeyOf(body), options.Subresource);
        return WriteAsync(resource, HttpMethod.Put, path, body, options, cancellationToken);
    }

    public Task<T> PatchAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        Patch patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var path = WithWriteQuery(
            RequestPath.Of(resource.Type, key, options.Subresource),
            options,
            patch.Force ? "true" : null
        );
        var request = new ApiRequest(HttpMethod.Patch, path)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(patch.Body, KubernetesJson.Shared.JsonNode),
            ContentType = patch.ContentType,
        };
        return SendAsync(resource, request, cancellationToken);
    }

    public Task DeleteAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var request = new ApiRequest(HttpMethod.Delete, RequestPath.Of(resource.Type, key, null))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(DeleteBody(options), KubernetesJson.Shared.JsonObject),
        };
        return _transport.SendAsync(request, _ => true, cancellationToken);
    }

    public Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        _discovery.ResolveAsync(apiVersion, kind, cancellationToken);

    private Task<ListMeta> ListPageAsync<T>(
        Resource<T> resource,
        ListOptions options,
        string? continuation,
        List<T> items,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var path = RequestPath.WithQuery(
            RequestPath.Of(resource.Type, options.Namespace),
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("limit", options.Limit?.ToString(CultureInfo.InvariantCulture)),
            ("continue", continuation),
            // A continued list has the version of its first page.
            ("resourceVersion", continuation is null ? options.ResourceVersion : null)
        );
        return _transport.SendAsync(
            new ApiRequest(HttpMethod.Get, path),
            body => ListReader.Read(body, resource, items),
            cancellationToken
        );
    }

    private static ApiRequest WatchRequest(ResourceType type, WatchOptions options, TimeSpan duration) =>
        new(
            HttpMethod.Get,
            RequestPath.WithQuery(
                RequestPath.Of(type, options.Namespace),
                ("watch", "true"),
                ("allowWatchBookmarks", "true"),
                ("labelSelector", options.LabelSelector),
                ("fieldSelector", options.FieldSelector),
                ("resourceVersion", options.ResourceVersion),
                ("sendInitialEvents", options.SendInitialEvents ? "true" : null),
                ("resourceVersionMatch", options.SendInitialEvents ? "NotOlderThan" : null),
                ("timeoutSeconds", Math.Max(1, (long)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture))
            )
        );

    private static async ValueTask<bool> MoveNextAsync<T>(
        IAsyncEnumerator<WatchEvent<T>> events,
        CancellationTokenSource watchdog,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException)
            when (watchdog.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The server should have ended the stream long ago; to the caller that is what happened.
            return false;
        }
    }

    private Task<T> WriteAsync<T>(
        Resource<T> resource,
        HttpMethod method,
        string path,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var request = new ApiRequest(method, WithWriteQuery(path, options, null))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, resource.Json),
        };
        return SendAsync(resource, request, cancellationToken);
    }

    private Task<T> SendAsync<T>(Resource<T> resource, ApiRequest request, CancellationToken cancellationToken)
        where T : class =>
        _transport.SendAsync(
            request,
            body =>
            {
                var reader = new Utf8JsonReader(body);
                return JsonSerializer.Deserialize(ref reader, resource.Json)
                    ?? throw new JsonException($"{request.Method} {request.PathAndQuery} was answered with null.");
            },
            cancellationToken
        );

    private static string WithWriteQuery(string path, WriteOptions options, string? force) =>
        RequestPath.WithQuery(
            path,
            ("fieldManager", options.FieldManager),
            ("dryRun", options.DryRun ? "All" : null),
            ("fieldValidation", options.FieldValidation?.ToString()),
            ("force", force)
        );

    private static JsonObject DeleteBody(DeleteOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.PropagationPolicy is { } policy)
        {
            body["propagationPolicy"] = policy.ToString();
        }
        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }
        if (options.Preconditions is { } preconditions)
        {
            var json = new JsonObject();
            if (preconditions.Uid is { } uid)
            {
                json["uid"] = uid;
            }
            if (preconditions.ResourceVersion is { } version)
            {
                json["resourceVersion"] = version;
            }
            body["preconditions"] = json;
        }
        if (options.DryRun)
        {
            body["dryRun"] = new JsonArray("All");
        }
        return body;
    }
}
