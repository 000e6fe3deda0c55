using System.Globalization;
using System.Security.Cryptography;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// Answers watches: changes after a resource version, or the present state and then changes. An object that comes to
/// match the selectors, or ceases to, is told as added or deleted.
/// </summary>
internal sealed class WatchHandler(
    ObjectStore store,
    ResourceRegistry registry,
    TimeProvider time,
    CancellationToken stopping
)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(60);

    /// <summary>How long before its end a watch is told how far it has come, so that the next one begins there.</summary>
    private static readonly TimeSpan LastBookmarkBefore = TimeSpan.FromSeconds(2);

    public async Task WatchAsync(ApiRequest request)
    {
        var watch = new OpenWatch(request, ObjectViews.For(request, time), ListQuery.Read(request));
        var duration = watch.Query.Timeout ?? TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(1800, 3600));
        var lastBookmark = time.GetUtcNow() + duration - LastBookmarkBefore;
        using var deadline = new CancellationTokenSource(duration, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, request.Aborted, stopping);
        void EndWithKind(object? sender, EventArgs change) => EndWhenNotServed(request.Definition, ending);
        registry.Changed += EndWithKind;
        try
        {
            EndWhenNotServed(request.Definition, ending);
            await RunAsync(watch, lastBookmark, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, its time is up, the kind is served no longer, or the server stops: the stream just ends.
        }
        finally
        {
            registry.Changed -= EndWithKind;
        }
    }

    private void EndWhenNotServed(ResourceDefinition definition, CancellationTokenSource ending)
    {
        if (registry.Find(definition.Group, definition.Version, definition.Plural) is not null)
        {
            return;
        }
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended at this moment.
        }
    }

    private async Task RunAsync(OpenWatch watch, DateTimeOffset lastBookmark, CancellationToken cancellationToken)
    {
        if (await StartAsync(watch, cancellationToken) is not var (position, version))
        {
            return;
        }
        var log = store.Log(watch.Request.Stored.GroupResource);
        var changes = new List<StoreEvent>();
        var bookmarkAt = NextBookmark(lastBookmark);
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
            if (changes.Count == 0 && !await WaitAsync(more, bookmarkAt, cancellationToken))
            {
                version = await BookmarkAsync(watch, log, position, version, cancellationToken);
                bookmarkAt = NextBookmark(lastBookmark);
            }
        }
    }

    private DateTimeOffset NextBookmark(DateTimeOffset last)
    {
        var now = time.GetUtcNow();
        var next = now + BookmarkEvery;
        return now < last && last < next ? last : next;
    }

    /// <summary>False when nothing happened until the time of the next bookmark.</summary>
    private async Task<bool> WaitAsync(Task more, DateTimeOffset bookmarkAt, CancellationToken cancellationToken)
    {
        var left = bookmarkAt - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return more.IsCompleted;
        }
        try
        {
            await more.WaitAsync(left, time, cancellationToken);
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
        if (!watch.Query.AllowsBookmarks || log.End != position)
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
        var log = store.Log(watch.Request.Stored.GroupResource);
        var query = watch.Query;
        var from = query.ResourceVersion ?? 0;
        if (from == 0 || query.SendsInitialEvents == true)
        {
            // The position is taken first: what happens in between is in both, and told once by its version.
            var start = log.End;
            var state = store.Durable;
            if (from > state.ResourceVersion)
            {
                throw ApiException.TooLargeVersion(from, state.ResourceVersion);
            }
            await watch.BeginAsync(cancellationToken);
            if (query.SendsInitialEvents != false)
            {
                await watch.WriteStateAsync(state, cancellationToken);
            }
            if (query is { SendsInitialEvents: true, AllowsBookmarks: true })
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
