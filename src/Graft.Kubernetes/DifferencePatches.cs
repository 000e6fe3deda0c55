using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes;

/// <summary>
/// Writes as merge patches of the difference between what was read and what is wanted: what this program does not model
/// cannot be lost, and nothing is sent where nothing differs.
/// </summary>
public static class DifferencePatches
{
    private static readonly WriteOptions s_status = WriteOptions.Status;

    extension(IKubernetesClient client)
    {
        /// <summary>Sends what differs; returns the object as stored, or <paramref name="after"/> when nothing differs.</summary>
        public Task<T> PatchDifferenceAsync<T>(T before, T after, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.PatchDifferenceAsync(Resource.Of<T>(), before, after, WriteOptions.Default, cancellationToken);

        /// <summary>Sends what differs; returns the object as stored, or <paramref name="after"/> when nothing differs.</summary>
        public Task<T> PatchDifferenceAsync<T>(
            T before,
            T after,
            WriteOptions options,
            CancellationToken cancellationToken
        )
            where T : class, IResource<T> =>
            client.PatchDifferenceAsync(Resource.Of<T>(), before, after, options, cancellationToken);

        /// <summary>The same on the status subresource; differences outside of <c>status</c> are not sent.</summary>
        public Task<T> PatchStatusDifferenceAsync<T>(T before, T after, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.PatchDifferenceAsync(Resource.Of<T>(), before, after, s_status, cancellationToken);

        /// <summary>Sends what differs; returns the object as stored, or <paramref name="after"/> when nothing differs.</summary>
        public Task<T> PatchDifferenceAsync<T>(
            Resource<T> resource,
            T before,
            T after,
            WriteOptions options,
            CancellationToken cancellationToken
        )
            where T : class
        {
            var patch = Difference(resource, before, after, options);
            return patch is null
                ? Task.FromResult(after)
                : client.PatchAsync(resource, resource.KeyOf(before), Patch.Merge(patch), options, cancellationToken);
        }

        /// <summary>
        /// Brings an object to what <paramref name="mutate"/> makes of the present one (null: there is none). Creates or
        /// patches; a creation by somebody else in between is taken as the present one.
        /// </summary>
        public Task<T> CreateOrPatchAsync<T>(ObjectKey key, Func<T?, T> mutate, CancellationToken cancellationToken)
            where T : class, IResource<T> =>
            client.CreateOrPatchAsync(Resource.Of<T>(), key, mutate, WriteOptions.Default, cancellationToken);

        /// <inheritdoc cref="CreateOrPatchAsync{T}(IKubernetesClient, ObjectKey, Func{T, T}, CancellationToken)"/>
        public async Task<T> CreateOrPatchAsync<T>(
            Resource<T> resource,
            ObjectKey key,
            Func<T?, T> mutate,
            WriteOptions options,
            CancellationToken cancellationToken
        )
            where T : class
        {
            var current = await client.FindAsync(resource, key, cancellationToken);
            if (current is null)
            {
                try
                {
                    return await client.CreateAsync(resource, mutate(null), options, cancellationToken);
                }
                catch (KubernetesException exception) when (exception.IsAlreadyExists)
                {
                    current = await client.GetAsync(resource, key, cancellationToken);
                }
            }
            return await client.PatchDifferenceAsync(resource, current, mutate(current), options, cancellationToken);
        }
    }

    private static JsonObject? Difference<T>(Resource<T> resource, T before, T after, WriteOptions options)
        where T : class
    {
        var (from, to) = (ToJson(resource, before), ToJson(resource, after));
        if (options.Subresource is { } subresource)
        {
            (from, to) = (Only(from, subresource), Only(to, subresource));
        }
        var patch = MergePatch.Create(from, to);
        if (patch is not null && options.OptimisticLock && resource.Metadata(before).ResourceVersion is { } version)
        {
            patch["metadata"] ??= new JsonObject();
            patch["metadata"]!["resourceVersion"] = version;
        }
        return patch;
    }

    private static JsonObject ToJson<T>(Resource<T> resource, T item)
        where T : class
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(item, resource.Json)!;
        (json["metadata"] as JsonObject)?.Remove("resourceVersion");
        return json;
    }

    private static JsonObject Only(JsonObject json, string member) =>
        json[member] is { } value ? new JsonObject { [member] = value.DeepClone() } : [];
}
