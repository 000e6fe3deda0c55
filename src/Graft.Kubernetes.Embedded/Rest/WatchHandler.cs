using System.Globalization;
using System.Security.Cryptography;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// Answers watches: changes after a resource version, or the present state and then changes. An object that comes to
/// match the selectors, or ceases to, is told as added or deleted.
/// </summary>
internal sealed class WatchHandler(ObjectStore store, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(60);

    public async Task WatchAsync(ApiRequest request)
    {
        var watch = new OpenWatch(
            request,
            ObjectViews.For(request, time),
            LabelSelector.Parse(request.Query("labelSelector")),
            FieldSelector.Parse(request.Query("fieldSelector"), request.Definition),
            request.Flag("allowWatchBookmarks")
        );
        var seconds = request.Number("timeoutSeconds") ?? 0;
        var duration =
            seconds > 0
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(1800, 3600));
        using var deadline = new CancellationTokenSource(duration, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, request.Aborted, stopping);
        try
        {
            await RunAsync(watch, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, its time is up, or the server stops: the stream just ends.
        }
    }

    private async Task RunAsync(OpenWatch watch, CancellationToken cancellationToken)
    {
        if (await StartAsync(watch, cancellationToken) is not var (position, version))
        {
            return;
        }
        var log = store.Log(watch.Request.Definition.GroupResource);
        var changes = new List<StoreEvent>();
        var lastBookmark = time.GetUtcNow();
        while (true)
        {
            changes.Clear();
            if (!log.TryRead(ref position, changes, out var more))
            {
                await watch.WriteErrorAsync(
                    ApiException.Expired("The resourceVersion for the provided watch is too old."),
                    cancellationToken
                );
                return;
            }
            foreach (var change in changes)
            {
                if (change.ResourceVersion > version)
                {
                    await watch.WriteAsync(change, cancellationToken);
                    version = change.ResourceVersion;
                }
            }
            await watch.FlushAsync(cancellationToken);
            if (changes.Count > 0)
            {
                continue;
            }
            if (!await WaitAsync(more, cancellationToken) && watch.AllowsBookmarks)
            {
                version = await BookmarkAsync(watch, log, position, version, cancellationToken);
            }
        }
    }

    /// <summary>False when nothing happened for the time between two bookmarks.</summary>
    private async Task<bool> WaitAsync(Task more, CancellationToken cancellationToken)
    {
        try
        {
            await more.WaitAsync(BookmarkEvery, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Tells a quiet watcher how far the store has come, so that it can resume there.</summary>
    private async Task<long> BookmarkAsync(
        OpenWatch watch,
        WatchLog log,
        long position,
        long version,
        CancellationToken cancellationToken
    )
    {
        var current = store.Published;
        if (log.End != position)
        {
            return version;
        }
        watch.WriteBookmark(current, endsInitialEvents: false);
        await watch.FlushAsync(cancellationToken);
        return Math.Max(version, current);
    }

    /// <summary>Where to read on, and what is known there; null when the start is too long ago.</summary>
    private async Task<(long Position, long Version)?> StartAsync(OpenWatch watch, CancellationToken cancellationToken)
    {
        var request = watch.Request;
        var log = store.Log(request.Definition.GroupResource);
        var from = request.ResourceVersion ?? 0;
        var sendsInitial = request.Flag("sendInitialEvents");
        if (sendsInitial && request.Query("resourceVersionMatch") != "NotOlderThan")
        {
            throw new ApiException(
                422,
                "Invalid",
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
            );
        }
        if (from == 0 || sendsInitial)
        {
            // The position is taken first: what happens in between is in both, and told once by its version.
            var start = log.End;
            var state = store.Durable;
            await watch.BeginAsync(cancellationToken);
            if (request.Query("sendInitialEvents") != "false")
            {
                await watch.WriteStateAsync(state, cancellationToken);
            }
            if (sendsInitial && watch.AllowsBookmarks)
            {
                watch.WriteBookmark(state.ResourceVersion, endsInitialEvents: true);
            }
            await watch.FlushAsync(cancellationToken);
            return (start, state.ResourceVersion);
        }
        var position = log.Open(from);
        await watch.BeginAsync(cancellationToken);
        if (position is null)
        {
            var current = store.Durable.ResourceVersion;
            await watch.WriteErrorAsync(
                ApiException.Expired(
                    string.Create(CultureInfo.InvariantCulture, $"too old resource version: {from} ({current})")
                ),
                cancellationToken
            );
            return null;
        }
        return (position.Value, from);
    }
}
