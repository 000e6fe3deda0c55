using Graft.Api.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>Lists and watches one kind into a store, for as long as it is let.</summary>
internal sealed partial class Reflector<T>(
    IKubernetesClient client,
    Resource<T> resource,
    InformerScope scope,
    InformerStore<T> store,
    TaskCompletionSource synced,
    TimeProvider time,
    Random random,
    ILogger logger
)
    where T : class
{
    private static readonly TimeSpan s_healthyAfter = TimeSpan.FromSeconds(10);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30), random);
    private string? _resourceVersion;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await ListWhenNeededAsync(cancellationToken);
                await WatchAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesException exception) when (exception.IsGone)
            {
                Log.Relisting(logger, resource.Type.Kind, exception.Message);
                _resourceVersion = null;
            }
            catch (Exception exception) when (exception is KubernetesException or HttpRequestException or IOException)
            {
                Log.WatchBroke(logger, resource.Type.Kind, exception.Message);
            }
            catch (Exception exception)
            {
                // An object that cannot be read must not silence the informer for good; it is listed afresh.
                Log.WatchFailed(logger, exception, resource.Type.Kind);
                _resourceVersion = null;
            }
            if (time.GetElapsedTime(started) >= s_healthyAfter)
            {
                _backoff.Reset();
            }
            await PauseAsync(cancellationToken);
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_backoff.Next(), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by its own condition.
        }
    }

    private async Task ListWhenNeededAsync(CancellationToken cancellationToken)
    {
        if (_resourceVersion is not null)
        {
            return;
        }
        var options = new ListOptions
        {
            Namespace = scope.Namespace,
            LabelSelector = scope.LabelSelector,
            FieldSelector = scope.FieldSelector,
        };
        var list = await client.ListAsync(resource, options, cancellationToken);
        foreach (var item in list.Items)
        {
            Slim(item);
        }
        store.Replace(list.Items);
        _resourceVersion = list.ResourceVersion;
        Log.Listed(logger, list.Items.Count, resource.Type.Kind);
        synced.TrySetResult();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var options = new WatchOptions
        {
            Namespace = scope.Namespace,
            LabelSelector = scope.LabelSelector,
            FieldSelector = scope.FieldSelector,
            ResourceVersion = _resourceVersion,
        };
        await foreach (var change in client.WatchAsync(resource, options, cancellationToken))
        {
            Apply(change);
            _resourceVersion = resource.Metadata(change.Object).ResourceVersion ?? _resourceVersion;
        }
    }

    private void Apply(WatchEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                Slim(change.Object);
                store.Put(change.Object);
                break;
            case WatchEventType.Deleted:
                store.Delete(change.Object);
                break;
            case WatchEventType.Bookmark:
                break;
        }
    }

    // Often half of an object's size, and of no use to any controller here.
    private void Slim(T item)
    {
        if (item is System.Text.Json.Nodes.JsonObject json)
        {
            (json["metadata"] as System.Text.Json.Nodes.JsonObject)?.Remove("managedFields");
        }
        else if (resource.Metadata(item) is { } metadata && !ReferenceEquals(metadata, ObjectMeta.Empty))
        {
            metadata.UnknownFields?.Remove("managedFields");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Listed {Count} objects of kind {Kind}.")]
        public static partial void Listed(ILogger logger, int count, string kind);

        [LoggerMessage(2, LogLevel.Debug, "Listing {Kind} again: {Reason}")]
        public static partial void Relisting(ILogger logger, string kind, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Watching {Kind} was interrupted and goes on after a pause: {Reason}")]
        public static partial void WatchBroke(ILogger logger, string kind, string reason);

        [LoggerMessage(4, LogLevel.Error, "Watching {Kind} failed; it is listed again after a pause.")]
        public static partial void WatchFailed(ILogger logger, Exception exception, string kind);
    }
}
