using Graft.Api;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Seeds;

/// <summary>Waits for what the API server tells, never for time to pass.</summary>
internal static class Watching
{
    /// <summary>The longest that anything here may take; reached only when something is broken.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The first version of an object that satisfies the condition.</summary>
    public static async Task<T> UntilAsync<T>(this IKubernetesClient client, ObjectKey key, Func<T, bool> condition)
        where T : class, IResource<T>
    {
        T? last = null;
        await foreach (var change in client.EventsAsync<T>(key))
        {
            last = change.Object;
            if (change.Type != WatchEventType.Deleted && condition(last))
            {
                return last;
            }
        }
        throw new TimeoutException($"{typeof(T).Name} {key} did not become as expected; last seen: {last}");
    }

    /// <summary>Returns when there is no such object.</summary>
    public static async Task UntilGoneAsync<T>(this IKubernetesClient client, ObjectKey key)
        where T : class, IResource<T>
    {
        var listed = await client.ListAsync<T>(
            new ListOptions { Namespace = key.Namespace, FieldSelector = $"metadata.name={key.Name}" },
            TestContext.Current.CancellationToken
        );
        if (listed.Items.Count == 0)
        {
            return;
        }
        // From the version of the list on: a deletion in between is not missed.
        await foreach (var change in client.EventsAsync<T>(key, listed.ResourceVersion))
        {
            if (change.Type == WatchEventType.Deleted)
            {
                return;
            }
        }
        throw new TimeoutException($"{typeof(T).Name} {key} is still there");
    }

    private static async IAsyncEnumerable<WatchEvent<T>> EventsAsync<T>(
        this IKubernetesClient client,
        ObjectKey key,
        string? resourceVersion = null
    )
        where T : class, IResource<T>
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var options = new WatchOptions
        {
            Namespace = key.Namespace,
            FieldSelector = $"metadata.name={key.Name}",
            ResourceVersion = resourceVersion,
            Timeout = Deadline,
        };
        await foreach (var change in client.WatchAsync<T>(options, deadline.Token))
        {
            if (change.Type != WatchEventType.Bookmark)
            {
                yield return change;
            }
        }
    }
}
