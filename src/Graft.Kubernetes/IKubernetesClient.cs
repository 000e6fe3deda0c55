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

    /// <summary>One page of a list of <see cref="ListOptions.Limit"/> objects, to work on lists that fit no memory.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="options">Which objects; the same for all pages.</param>
    /// <param name="continuation">The page before's <see cref="ResourcePage{T}.Continue"/>; null asks for the first.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="KubernetesException">410 when the server has forgotten the list: begin again.</exception>
    Task<ResourcePage<T>> ListPageAsync<T>(
        Resource<T> resource,
        ListOptions options,
        string? continuation,
        CancellationToken cancellationToken
    )
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
    /// <returns>
    /// The object as the server left it; null where it only confirms that the object is gone. A few built-in kinds return
    /// what they have just removed: only a deletion timestamp says that it is still there.
    /// </returns>
    /// <exception cref="KubernetesException">404 when there is no such object.</exception>
    Task<T?> DeleteAsync<T>(
        Resource<T> resource,
        ObjectKey key,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Asks for the deletion of all objects that the selectors choose in one namespace, or of a cluster-scoped kind.</summary>
    Task DeleteCollectionAsync<T>(
        Resource<T> resource,
        ListOptions which,
        DeleteOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Reads a subresource of the object, such as <c>scale</c>.</summary>
    Task<T> GetSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Creates by a subresource: <c>token</c>, <c>eviction</c>, <c>binding</c>.</summary>
    Task<T> CreateSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Writes a subresource of the object as a whole.</summary>
    Task<T> ReplaceSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        T body,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Changes a subresource of the object.</summary>
    Task<T> PatchSubresourceAsync<T>(
        ResourceType owner,
        ObjectKey key,
        Subresource<T> subresource,
        Patch patch,
        WriteOptions options,
        CancellationToken cancellationToken
    )
        where T : class;

    /// <summary>Finds a kind by what objects state; discovery answers are cached, an unknown kind is looked up afresh.</summary>
    /// <exception cref="KubernetesException">404: the server does not serve the kind.</exception>
    Task<ResourceType> ResolveAsync(string apiVersion, string kind, CancellationToken cancellationToken);

    /// <summary>
    /// All kinds of the server. The answer is kept until <see cref="ResolveAsync"/> is asked for a kind that is not in it.
    /// </summary>
    Task<ServerResources> DiscoverAsync(CancellationToken cancellationToken);

    /// <summary>What the server says of its own version.</summary>
    Task<ServerVersion> GetServerVersionAsync(CancellationToken cancellationToken);

    /// <summary>Any path as text: <c>/readyz?verbose</c>, <c>/metrics</c>, <c>/openapi/v3</c>.</summary>
    Task<string> GetTextAsync(string pathAndQuery, CancellationToken cancellationToken);

    /// <summary>Any path as it comes, for as long as it comes; the caller disposes of the stream.</summary>
    Task<Stream> OpenStreamAsync(string pathAndQuery, CancellationToken cancellationToken);
}
