using Graft.Api;

namespace Graft.Kubernetes;

/// <summary>
/// Talks to one cluster. What the server refuses is a <see cref="KubernetesException"/>; a server that cannot be reached is
/// an <see cref="HttpRequestException"/>. The shorter forms for typed kinds are in
/// <see cref="KubernetesClientExtensions"/>.
/// </summary>
public interface IKubernetesClient
{
    /// <exception cref="KubernetesException">404 when there is no such object.</exception>
    Task<T> GetAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class;

    /// <summary>The object, or null when there is none (404).</summary>
    Task<T?> FindAsync<T>(Resource<T> resource, ObjectKey key, CancellationToken cancellationToken)
        where T : class;

    /// <summary>All objects; follows the server's continue tokens to the end.</summary>
    Task<ResourceList<T>> ListAsync<T>(Resource<T> resource, ListOptions options, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Events until the server ends the stream, which it does after some minutes. A bare watch does not reconnect:
    /// use an informer for that. A version that is too old throws with <see cref="KubernetesException.IsGone"/>.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        Resource<T> resource,
        WatchOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>The namespace is that of <paramref name="body"/>. A subresource belongs to the object of the body's name.</summary>
    Task<T> CreateAsync<T>(Resource<T> resource, T body, WriteOptions options, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes the whole object; a resource version in the body is a lock (409).</summary>
    Task<T> ReplaceAsync<T>(Resource<T> resource, T body, WriteOptions options, CancellationToken cancellationToken)
        where T : class;

    Task<T> PatchAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        Patch patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Asks for deletion; finalizers may keep the object for a while.</summary>
    /// <exception cref="KubernetesException">404 when there is no such object.</exception>
    Task DeleteAsync<T>(Resource<T> resource, ObjectKey key, DeleteOptions options, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Finds a kind by what objects state; discovery answers are cached, an unknown kind is looked up afresh.</summary>
    /// <exception cref="KubernetesException">404: the server does not serve the kind.</exception>
    Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken);
}
