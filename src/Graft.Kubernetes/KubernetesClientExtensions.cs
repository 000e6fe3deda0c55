using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;

namespace Graft.Kubernetes;

/// <summary>The client's methods for wire types, which name their kind themselves.</summary>
public static class KubernetesClientExtensions
{
    extension(IKubernetesClient client)
    {
        /// <inheritdoc cref="IKubernetesClient.GetAsync{T}"/>
        public Task<T> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.GetAsync(Resource.Of<T>(), key, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.FindAsync{T}"/>
        public Task<T?> FindAsync<T>(ObjectKey key, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.FindAsync(Resource.Of<T>(), key, cancellationToken);

        /// <summary>All objects of the kind in all namespaces.</summary>
        public Task<ResourceList<T>> ListAsync<T>(CancellationToken cancellationToken)
            where T : class, IResource<T> => client.ListAsync(Resource.Of<T>(), new ListOptions(), cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.ListAsync{T}"/>
        public Task<ResourceList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.ListAsync(Resource.Of<T>(), options, cancellationToken);

        /// <summary>The pages of a list, one request each; nothing is kept beyond the page in hand.</summary>
        /// <exception cref="KubernetesException">410: the server has forgotten the list before its end was reached.</exception>
        public async IAsyncEnumerable<ResourcePage<T>> ListPagesAsync<T>(
            Resource<T> resource,
            ListOptions options,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
            where T : class
        {
            string? continuation = null;
            do
            {
                var page = await client.ListPageAsync(resource, options, continuation, cancellationToken);
                yield return page;
                continuation = page.Continue;
            } while (continuation is not null);
        }

        /// <summary>The pages of a list, one request each; nothing is kept beyond the page in hand.</summary>
        public IAsyncEnumerable<ResourcePage<T>> ListPagesAsync<T>(
            ListOptions options,
            CancellationToken cancellationToken
        )
            where T : class, IResource<T> => client.ListPagesAsync(Resource.Of<T>(), options, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.DeleteCollectionAsync{T}"/>
        public Task DeleteCollectionAsync<T>(
            ListOptions which,
            DeleteOptions options,
            CancellationToken cancellationToken
        )
            where T : class, IResource<T> =>
            client.DeleteCollectionAsync(Resource.Of<T>(), which, options, cancellationToken);

        /// <summary>
        /// Server-side apply of what the body says, as the field manager of <paramref name="options"/>; with
        /// <paramref name="force"/> fields are taken from other managers instead of a conflict (409).
        /// </summary>
        public Task<T> ApplyAsync<T>(T body, bool force, WriteOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T>
        {
            var resource = Resource.Of<T>();
            var json = (JsonObject)JsonSerializer.SerializeToNode(body, resource.Json)!;
            return client.PatchAsync(
                resource,
                resource.KeyOf(body),
                Patch.Apply(json, force),
                options,
                cancellationToken
            );
        }

        /// <inheritdoc cref="IKubernetesClient.WatchAsync{T}"/>
        public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.WatchAsync(Resource.Of<T>(), options, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.CreateAsync{T}"/>
        public Task<T> CreateAsync<T>(T body, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.CreateAsync(Resource.Of<T>(), body, WriteOptions.Default, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.CreateAsync{T}"/>
        public Task<T> CreateAsync<T>(T body, WriteOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.CreateAsync(Resource.Of<T>(), body, options, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.ReplaceAsync{T}"/>
        public Task<T> ReplaceAsync<T>(T body, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.ReplaceAsync(Resource.Of<T>(), body, WriteOptions.Default, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.ReplaceAsync{T}"/>
        public Task<T> ReplaceAsync<T>(T body, WriteOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.ReplaceAsync(Resource.Of<T>(), body, options, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.PatchAsync{T}"/>
        public Task<T> PatchAsync<T>(ObjectKey key, Patch patch, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.PatchAsync(Resource.Of<T>(), key, patch, WriteOptions.Default, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.PatchAsync{T}"/>
        public Task<T> PatchAsync<T>(
            ObjectKey key,
            Patch patch,
            WriteOptions options,
            CancellationToken cancellationToken
        )
            where T : class, IResource<T> =>
            client.PatchAsync(Resource.Of<T>(), key, patch, options, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.DeleteAsync{T}"/>
        public Task<T?> DeleteAsync<T>(ObjectKey key, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.DeleteAsync(Resource.Of<T>(), key, DeleteOptions.Default, cancellationToken);

        /// <inheritdoc cref="IKubernetesClient.DeleteAsync{T}"/>
        public Task<T?> DeleteAsync<T>(ObjectKey key, DeleteOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.DeleteAsync(Resource.Of<T>(), key, options, cancellationToken);

        /// <summary>Deletes, and says whether there was anything to delete.</summary>
        public Task<bool> TryDeleteAsync<T>(ObjectKey key, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.TryDeleteAsync(Resource.Of<T>(), key, DeleteOptions.Default, cancellationToken);

        /// <summary>Deletes, and says whether there was anything to delete.</summary>
        public Task<bool> TryDeleteAsync<T>(ObjectKey key, DeleteOptions options, CancellationToken cancellationToken)
            where T : class, IResource<T> => client.TryDeleteAsync(Resource.Of<T>(), key, options, cancellationToken);

        /// <summary>Deletes, and says whether there was anything to delete.</summary>
        public async Task<bool> TryDeleteAsync<T>(
            Resource<T> resource,
            ObjectKey key,
            DeleteOptions options,
            CancellationToken cancellationToken
        )
            where T : class
        {
            try
            {
                await client.DeleteAsync(resource, key, options, cancellationToken);
                return true;
            }
            catch (KubernetesException exception) when (exception.IsNotFound)
            {
                return false;
            }
        }
    }
}
