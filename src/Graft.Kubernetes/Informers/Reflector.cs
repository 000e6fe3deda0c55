using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>Lists and watches one kind into a store, for as long as it is let.</summary>
internal sealed partial class Reflector<T>(
    IKubernetesClient client,
    Resource<T> resource,
    InformerScope scope,
    InformerOptions options,
    Slimming<T> slimming,
    InformerStore<T> store,
    SyncState sync,
    TimeProvider time,
    Random random,
    ILogger logger
)
    where T : class
{
    private const int StreamedListTries = 3;
    private static readonly TimeSpan s_healthyAfter = TimeSpan.FromSeconds(10);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30), random);
    private bool _streamsLists = options.UseStreamingList;
    private int _incompleteStreams;
    private string? _resourceVersion;

    private string Kind => resource.Type.Kind;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        sync.Started();
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await TryRoundAsync(cancellationToken);
            if (time.GetElapsedTime(started) >= s_healthyAfter)
            {
                _backoff.Reset();
            }
            await PauseAsync(cancellationToken);
        }
        sync.Ended();
    }

    private async Task TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RoundAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The loop ends by its own condition.
        }
        catch (KubernetesException exception) when (exception.IsGone)
        {
            Log.Relisting(logger, Kind, exception.Message);
            _resourceVersion = null;
        }
        catch (KubernetesException exception) when (IsRefusal(exception) || IsOfAnotherHistory(exception))
        {
            Log.Refused(logger, Kind, exception.Message);
            sync.Refused(exception);
            _resourceVersion = null;
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException or IOException)
        {
            Log.WatchBroke(logger, Kind, exception.Message);
            sync.Failed(exception);
        }
        catch (Exception exception)
        {
            // An object that cannot be read must not silence the informer for good; it is listed afresh.
            Log.WatchFailed(logger, exception, Kind);
            sync.Failed(exception);
            _resourceVersion = null;
        }
    }

    /// <summary>From wherever this is to the end of a watch.</summary>
    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (_resourceVersion is null && _streamsLists)
        {
            if (await TryStreamAsync(cancellationToken))
            {
                return;
            }
            _streamsLists = false;
        }
        if (_resourceVersion is null)
        {
            await ListAsync(cancellationToken);
        }
        await foreach (var change in client.WatchAsync(resource, WatchOptions(), cancellationToken))
        {
            Apply(change);
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var selection = new ListOptions
        {
            Namespace = scope.Namespace,
            LabelSelector = scope.LabelSelector,
            FieldSelector = scope.FieldSelector,
            Limit = options.PageSize,
        };
        var list = await client.ListAsync(resource, selection, cancellationToken);
        Replace([.. list.Items.Select(slimming.Apply)], list.ResourceVersion);
    }

    /// <summary>
    /// One stream that begins with the list and goes on with changes, to its end. False when the server cannot do this; then
    /// nothing has been stored.
    /// </summary>
    private async Task<bool> TryStreamAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.StreamingListTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var list = new StreamedList<T>(resource, slimming);
        var isComplete = false;
        try
        {
            var selection = WatchOptions() with { SendInitialEvents = true };
            await foreach (var change in client.WatchAsync(resource, selection, both.Token))
            {
                if (isComplete)
                {
                    Apply(change);
                }
                else if (list.Take(change))
                {
                    deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                    isComplete = true;
                    Replace(list.Items, resource.Metadata(change.Object).ResourceVersion);
                }
            }
        }
        catch (KubernetesException exception) when (!isComplete && exception.StatusCode is 400 or 422)
        {
            return NotStreamed(exception.Message);
        }
        catch (Exception exception) when (!isComplete && exception is IOException or HttpRequestException)
        {
            return CountIncomplete(exception.Message);
        }
        catch (OperationCanceledException)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return isComplete
                || NotStreamed($"it was not complete after {options.StreamingListTimeout.TotalSeconds} s");
        }
        return isComplete || CountIncomplete("the stream ended before the list did");
    }

    /// <summary>Streams may break once; only a server with which they do again and again is listed by pages.</summary>
    private bool CountIncomplete(string reason)
    {
        if (++_incompleteStreams >= StreamedListTries)
        {
            return NotStreamed(reason);
        }
        throw new IOException(reason);
    }

    private bool NotStreamed(string reason)
    {
        Log.NotStreamed(logger, Kind, reason);
        return false;
    }

    private void Replace(IReadOnlyCollection<T> items, string? resourceVersion)
    {
        store.Replace(items, isInitial: !sync.IsSynced);
        _resourceVersion = resourceVersion;
        _incompleteStreams = 0;
        Log.Listed(logger, items.Count, Kind);
        sync.Synced();
    }

    private WatchOptions WatchOptions() =>
        new()
        {
            Namespace = scope.Namespace,
            LabelSelector = scope.LabelSelector,
            FieldSelector = scope.FieldSelector,
            ResourceVersion = _resourceVersion,
        };

    private void Apply(WatchEvent<T> change)
    {
        var version = resource.Metadata(change.Object).ResourceVersion;
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                store.Put(slimming.Apply(change.Object));
                break;
            case WatchEventType.Deleted:
                store.Delete(slimming.Apply(change.Object));
                break;
            case WatchEventType.Bookmark:
                break;
        }
        _resourceVersion = version ?? _resourceVersion;
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

    private static bool IsRefusal(KubernetesException exception) =>
        exception.StatusCode is >= 400 and < 500 && !exception.IsTransient;

    // A server that was set back: it does not know the version yet, and would only know it as that of something else.
    private static bool IsOfAnotherHistory(KubernetesException exception) =>
        exception.StatusCode == 504
        && exception.Status?.Details?.Causes?.Any(cause => cause.Reason == "ResourceVersionTooLarge") == true;

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

        [LoggerMessage(5, LogLevel.Warning, "The server refuses {Kind}, which is tried again after a pause: {Reason}")]
        public static partial void Refused(ILogger logger, string kind, string reason);

        [LoggerMessage(6, LogLevel.Information, "The server does not stream lists of {Kind}, pages are read: {Reason}")]
        public static partial void NotStreamed(ILogger logger, string kind, string reason);
    }
}
