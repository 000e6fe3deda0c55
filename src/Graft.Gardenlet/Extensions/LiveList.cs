using System.Runtime.CompilerServices;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Extensions;

/// <summary>
/// The objects of a kind as they are, now and after every change: a list followed by a watch, begun again when the server
/// ends it. Other than an informer it lets errors of the server through, for waits that must end with them.
/// </summary>
internal sealed class LiveList<T>(
    IKubernetesClient client,
    Resource<T> resource,
    ListOptions options,
    TimeProvider time
)
    where T : class
{
    // A server that ends every watch at once must not be asked without pause.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Never ends by itself. A kind that the server does not know has no objects.</summary>
    public async IAsyncEnumerable<IReadOnlyCollection<T>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var (objects, version) = await ListAsync(cancellationToken);
            yield return [.. objects.Values];
            var started = time.GetTimestamp();
            if (version is not null)
            {
                await using var events = Watch(version, cancellationToken).GetAsyncEnumerator(cancellationToken);
                while (await NextAsync(events) is { } change)
                {
                    if (Apply(objects, change))
                    {
                        yield return [.. objects.Values];
                    }
                }
            }
            if (time.GetElapsedTime(started) < s_pause)
            {
                await Task.Delay(s_pause, time, cancellationToken);
            }
        }
    }

    private async Task<(Dictionary<ObjectKey, T> Objects, string? Version)> ListAsync(
        CancellationToken cancellationToken
    )
    {
        try
        {
            var list = await client.ListAsync(resource, options, cancellationToken);
            return (list.Items.ToDictionary(resource.KeyOf), list.ResourceVersion);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return ([], null);
        }
    }

    private IAsyncEnumerable<WatchEvent<T>> Watch(string version, CancellationToken cancellationToken) =>
        client.WatchAsync(
            resource,
            new WatchOptions
            {
                Namespace = options.Namespace,
                LabelSelector = options.LabelSelector,
                FieldSelector = options.FieldSelector,
                ResourceVersion = version,
            },
            cancellationToken
        );

    /// <summary>Null when the watch is over: ended by the server, or too old to go on.</summary>
    private static async Task<WatchEvent<T>?> NextAsync(IAsyncEnumerator<WatchEvent<T>> events)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (KubernetesException exception) when (exception.IsGone)
        {
            return null;
        }
        catch (IOException)
        {
            // The connection broke within the stream; the next list shows whether the server is there.
            return null;
        }
    }

    private bool Apply(Dictionary<ObjectKey, T> objects, WatchEvent<T> change)
    {
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                objects[resource.KeyOf(change.Object)] = change.Object;
                return true;
            case WatchEventType.Deleted:
                return objects.Remove(resource.KeyOf(change.Object));
            default:
                return false;
        }
    }
}
