using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;
using Graft.Kubernetes.Transport;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes;

/// <summary>
/// The client of one cluster. Thread-safe; make one per cluster and keep it, since it owns the connections. Requests that
/// the server turns away for load are repeated when it says.
/// </summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    // How much longer than its own timeout a watch may last before the connection counts as dead.
    private static readonly TimeSpan s_watchGrace = TimeSpan.FromSeconds(30);

    private readonly ApiTransport _transport;
    private readonly Discovery _discovery;
    private readonly Random _random;

    public KubernetesClient(ClusterConnection connection, TimeProvider time, ILogger logger)
        : this(connection, time, ConcurrentRandom.Instance, logger) { }

    public KubernetesClient(ClusterConnection connection, TimeProvider time, Random random, ILogger logger)
        : this(connection, new KubernetesClientOptions(), time, random, logger) { }

    /// <param name="connection">How the cluster is reached.</param>
    /// <param name="options">How the client behaves.</param>
    /// <param name="time">The clock of time limits and pauses.</param>
    /// <param name="random">Spreads the ends of watches.</param>
    /// <param name="logger">Gets the server's warnings.</param>
    public KubernetesClient(
        ClusterConnection connection,
        KubernetesClientOptions options,
        TimeProvider time,
        Random random,
        ILogger logger
    )
    {
        _transport = new ApiTransport(connection, options, time, logger);
        _discovery = new Discovery(_transport);
        _random = random;
    }

    public void Dispose() => _transport.Dispose();

    public Task<T> GetAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(
            new ApiRequest(HttpMethod.Get, RequestPath.Of(resource.Type, key, null)),
            resource.Json,
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
                var page = await ReadPageAsync(resource, options, continuation, items, cancellationToken);
                if (page.Continue is null)
                {
                    return new ResourceList<T>(items, page.ResourceVersion);
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

    public Task<ResourcePage<T>> ListPageAsync<T>(
        Resource<T> resource,
        ListOptions options,
        string? continuation,
        CancellationToken cancellationToken
    )
        where T : class => ReadPageAsync(resource, options, continuation, [], cancellationToken);

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        Resource<T> resource,
        WatchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        var duration = options.Timeout ?? TimeSpan.FromSeconds(_random.Next(300, 600));
        var request = ObjectRequests.Watch(resource.Type, options, duration);
        using var response = await _transport.OpenStreamAsync(request, cancellationToken);
        using var watchdog = new CancellationTokenSource(duration + s_watchGrace, _transport.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        await using var stream = await response.OpenBodyAsync(both.Token);
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
        var request = ObjectRequests.Write(HttpMethod.Post, path, body, resource.Json, options);
        return SendAsync(request, resource.Json, cancellationToken);
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
        var request = ObjectRequests.Write(HttpMethod.Put, path, body, resource.Json, options);
        return SendAsync(request, resource.Json, cancellationToken);
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
        var request = ObjectRequests.Patch(RequestPath.Of(resource.Type, key, options.Subresource), patch, options);
        return SendAsync(request, resource.Json, cancellationToken);
    }

    public Task<T?> DeleteAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class =>
        _transport.SendAsync(
            ObjectRequests.Delete(RequestPath.Of(resource.Type, key, null), options),
            body => IsStatus(body) ? null : Read(body, resource.Json),
            cancellationToken
        );

    public Task DeleteCollectionAsync<T>(
        Resource<T> resource,
        ListOptions which,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (resource.Type.IsNamespaced && string.IsNullOrEmpty(which.Namespace))
        {
            throw new ArgumentException(
                $"All {resource.Type.Plural} can be deleted in one namespace only.",
                nameof(which)
            );
        }
        return _transport.SendAsync(
            ObjectRequests.DeleteAll(resource.Type, which, options),
            _ => true,
            cancellationToken
        );
    }

    public Task<T> GetSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        CancellationToken cancellationToken
    )
        where T : class =>
        SendAsync(
            new ApiRequest(HttpMethod.Get, RequestPath.Of(owner, key, subresource.Name)),
            subresource.Json,
            cancellationToken
        );

    public Task<T> CreateSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => WriteAsync(HttpMethod.Post, owner, key, subresource, body, options, cancellationToken);

    public Task<T> ReplaceSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => WriteAsync(HttpMethod.Put, owner, key, subresource, body, options, cancellationToken);

    public Task<T> PatchSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        Patch patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class =>
        SendAsync(
            ObjectRequests.Patch(RequestPath.Of(owner, key, subresource.Name), patch, options),
            subresource.Json,
            cancellationToken
        );

    public Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        _discovery.ResolveAsync(apiVersion, kind, cancellationToken);

    public Task<ServerResources> DiscoverAsync(CancellationToken cancellationToken) =>
        _discovery.DiscoverAsync(cancellationToken);

    public Task<ServerVersion> GetServerVersionAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new ApiRequest(HttpMethod.Get, "/version"),
            DiscoveryReader.ReadVersion,
            cancellationToken
        );

    public Task<string> GetTextAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new ApiRequest(HttpMethod.Get, pathAndQuery) { Accept = ApiRequest.Anything },
            body => Encoding.UTF8.GetString(body),
            cancellationToken
        );

    public async Task<Stream> OpenStreamAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, pathAndQuery) { Accept = ApiRequest.Anything };
        var response = await _transport.OpenStreamAsync(request, cancellationToken);
        return new ResponseStream(response, await response.OpenBodyAsync(cancellationToken));
    }

    private Task<ResourcePage<T>> ReadPageAsync<T>(
        Resource<T> resource,
        ListOptions options,
        string? continuation,
        List<T> items,
        CancellationToken cancellationToken
    )
        where T : class =>
        _transport.SendAsync(
            ObjectRequests.Page(resource.Type, options, continuation),
            body =>
            {
                var metadata = ListReader.Read(body, resource, items);
                return new ResourcePage<T>(
                    items,
                    metadata.ResourceVersion ?? "",
                    string.IsNullOrEmpty(metadata.Continue) ? null : metadata.Continue,
                    metadata.RemainingItemCount
                );
            },
            cancellationToken
        );

    private Task<T> WriteAsync<T>(
        HttpMethod method,
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var path = RequestPath.Of(owner, key, subresource.Name);
        var request = ObjectRequests.Write(method, path, body, subresource.Json, options);
        return SendAsync(request, subresource.Json, cancellationToken);
    }

    private Task<T> SendAsync<T>(ApiRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class => _transport.SendAsync(request, body => Read(body, json), cancellationToken);

    private static T Read<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> json)
        where T : class
    {
        var reader = new Utf8JsonReader(body);
        return JsonSerializer.Deserialize(ref reader, json) ?? throw new JsonException("it is null");
    }

    private static bool IsStatus(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind"u8);
            reader.Read();
            if (isKind)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Status"u8);
            }
            reader.Skip();
        }
        return false;
    }

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
}
