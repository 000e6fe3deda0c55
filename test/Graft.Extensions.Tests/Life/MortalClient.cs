using Graft.Api;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>
/// The client of a process that is killed at its n-th request. From then on nothing of that process reaches the server, and
/// nothing of it ever goes on: its calls end only when the test takes the remains away. Watches are not counted.
/// </summary>
internal sealed class MortalClient(IKubernetesClient inner, Death death) : IKubernetesClient, IDisposable
{
    private readonly CancellationTokenSource _grave = new();
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;

    public Task Died => _died.Task;

    public void Dispose() => _grave.Dispose();

    public Task<T> GetAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class => SendAsync(token => inner.GetAsync(resource, key, token), cancellationToken);

    public Task<T?> FindAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class => SendAsync(token => inner.FindAsync(resource, key, token), cancellationToken);

    public Task<ResourceList<T>> ListAsync<T>(
        Resource<T> resource,
        ListOptions options,
        CancellationToken cancellationToken
    )
        where T : class => SendAsync(token => inner.ListAsync(resource, options, token), cancellationToken);

    public Task<ResourcePage<T>> ListPageAsync<T>(
        Resource<T> resource,
        ListOptions options,
        string? continuation,
        CancellationToken cancellationToken
    )
        where T : class =>
        SendAsync(token => inner.ListPageAsync(resource, options, continuation, token), cancellationToken);

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        Resource<T> resource,
        WatchOptions options,
        CancellationToken cancellationToken
    )
        where T : class => inner.WatchAsync(resource, options, cancellationToken);

    public Task<T> CreateAsync<T>(
        Resource<T> resource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => SendAsync(token => inner.CreateAsync(resource, body, options, token), cancellationToken);

    public Task<T> ReplaceAsync<T>(
        Resource<T> resource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => SendAsync(token => inner.ReplaceAsync(resource, body, options, token), cancellationToken);

    public Task<T> PatchAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        Patch patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class =>
        SendAsync(token => inner.PatchAsync(resource, key, patch, options, token), cancellationToken);

    public Task<T?> DeleteAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => SendAsync(token => inner.DeleteAsync(resource, key, options, token), cancellationToken);

    public Task DeleteCollectionAsync<T>(
        Resource<T> resource,
        ListOptions which,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => throw new NotSupportedException();

    public Task<T> GetSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        CancellationToken cancellationToken
    )
        where T : class => throw new NotSupportedException();

    public Task<T> CreateSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => throw new NotSupportedException();

    public Task<T> ReplaceSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => throw new NotSupportedException();

    public Task<T> PatchSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        Patch patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class => throw new NotSupportedException();

    public Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        inner.ResolveAsync(apiVersion, kind, cancellationToken);

    public Task<ServerResources> DiscoverAsync(CancellationToken cancellationToken) =>
        inner.DiscoverAsync(cancellationToken);

    public Task<ServerVersion> GetServerVersionAsync(CancellationToken cancellationToken) =>
        inner.GetServerVersionAsync(cancellationToken);

    public Task<string> GetTextAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Stream> OpenStreamAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> sendAsync, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _sent);
        if (number < death.AtRequest)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _grave.Token);
            var answer = await sendAsync(both.Token);
            return Died.IsCompleted ? await NeverAsync<T>(cancellationToken) : answer;
        }
        if (number == death.AtRequest)
        {
            if (death.IsProcessed)
            {
                // Whatever the server says, even a refusal, nobody hears it.
                await ((Task)sendAsync(CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await _grave.CancelAsync();
            _died.TrySetResult();
        }
        return await NeverAsync<T>(cancellationToken);
    }

    private static async Task<T> NeverAsync<T>(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }
}

/// <summary>When a process is killed.</summary>
/// <param name="AtRequest">Counted from one.</param>
/// <param name="IsProcessed">The server still does what the request asks; the answer is lost.</param>
internal sealed record Death(int AtRequest, bool IsProcessed);
