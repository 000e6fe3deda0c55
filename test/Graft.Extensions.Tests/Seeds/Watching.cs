using Graft.Api;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Seeds;

/// <summary>Waits for what the API server tells, never for time to pass.</summary>
internal static class Watching
{
    /// <summary>The longest that anything here may take; reached only when something is broken.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

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
        // The watch begins before the look, so that nothing falls between the two.
        await using var events = client.EventsAsync<T>(key).GetAsyncEnumerator();
        if (await client.FindAsync<T>(key, TestContext.Current.CancellationToken) is null)
        {
            return;
        }
        while (await events.MoveNextAsync())
        {
            if (
                events.Current.Type == WatchEventType.Deleted
                || await client.FindAsync<T>(key, TestContext.Current.CancellationToken) is null
            )
            {
                return;
            }
        }
        throw new TimeoutException($"{typeof(T).Name} {key} is still there");
    }

    private static async IAsyncEnumerable<WatchEvent<T>> EventsAsync<T>(this IKubernetesClient client, ObjectKey key)
        where T : class, IResource<T>
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var options = new WatchOptions
        {
            Namespace = key.Namespace,
            FieldSelector = $"metadata.name={key.Name}",
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
