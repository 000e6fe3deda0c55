using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.ManagedResources;

/// <summary>
/// Writes and removes the ManagedResources of one origin. What is already as wanted costs no request; waiting costs none
/// either, it hears of a deletion from the watch.
/// </summary>
public sealed class ManagedResourceSet : IDisposable
{
    private static readonly Resource<ManagedResource> s_resource = Resource.Of<ManagedResource>();

    private static readonly TimeSpan s_deletionLimit = TimeSpan.FromMinutes(2);

    private readonly IKubernetesClient _client;
    private readonly ManagedResourceOptions _options;
    private readonly LatestObjects<ManagedResource> _latest;
    private readonly CacheWaits<ManagedResource> _waits;

    /// <param name="client">The seed.</param>
    /// <param name="informers">Its caches; one for the ManagedResources of this origin is added.</param>
    /// <param name="options">How all of them are written.</param>
    /// <param name="time">Bounds the waits.</param>
    public ManagedResourceSet(
        IKubernetesClient client,
        InformerSet informers,
        ManagedResourceOptions options,
        TimeProvider time
    )
    {
        _client = client;
        _options = options;
        Scope = new InformerScope { LabelSelector = $"{WellKnown.Labels.Origin}={options.Origin}" };
        var cache = informers.Get<ManagedResource>(Scope);
        _latest = new LatestObjects<ManagedResource>(s_resource, cache, time);
        _waits = new CacheWaits<ManagedResource>(cache, _latest.Find, time);
    }

    /// <summary>The ManagedResources of this origin, for whoever watches them.</summary>
    public InformerScope Scope { get; }

    /// <summary>
    /// Brings a ManagedResource to these objects, and returns it as stored. Does not wait for the resource manager; but one
    /// that is still being deleted is waited for, since it would take the new objects with it.
    /// </summary>
    /// <exception cref="TimeoutException">The former one was not gone after two minutes.</exception>
    public async Task<ManagedResource> CreateOrUpdateAsync(
        ObjectKey key,
        Manifest objects,
        CancellationToken cancellationToken
    )
    {
        var secret = ManagedResourceSecret.Create(key, objects.ToYaml());
        var current = _latest.Find(key);
        if (current?.Metadata.DeletionTimestamp is not null)
        {
            await WaitUntilDeletedAsync(key, cancellationToken);
            current = null;
        }
        if (current is null || !IsApplied(current, secret))
        {
            await CreateSecretAsync(secret, cancellationToken);
        }
        if (current is null)
        {
            current = await CreateAsync(key, secret, cancellationToken);
            _latest.Note(current);
        }
        var wanted = Wanted(current, secret);
        var stored = await _client.PatchDifferenceAsync(current, wanted, cancellationToken);
        if (!ReferenceEquals(stored, wanted))
        {
            _latest.Note(stored);
        }
        return stored;
    }

    /// <summary>A ManagedResource as last seen or last written by this process; null where there is none.</summary>
    public ManagedResource? Find(ObjectKey key) => _latest.Find(key);

    /// <summary>The same; one that the cache does not have yet is asked for, and from then on known.</summary>
    public async Task<ManagedResource?> FindStoredAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_latest.Find(key) is { } known)
        {
            return known;
        }
        var stored = await _client.FindAsync<ManagedResource>(key, cancellationToken);
        if (stored is not null)
        {
            _latest.Note(stored);
        }
        return stored;
    }

    /// <summary>Asks for the deletion of a ManagedResource and of its secrets. None there is as good.</summary>
    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await TryDeleteAsync(key, cancellationToken);

    /// <summary>Deletes a ManagedResource and returns when it is gone. Two minutes at most, as upstream extensions wait.</summary>
    /// <exception cref="TimeoutException">It is still there; the message says what the resource manager reports.</exception>
    public async Task DeleteAndWaitAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await TryDeleteAsync(key, cancellationToken))
        {
            await UntilGoneAsync(key, cancellationToken);
        }
    }

    /// <summary>Returns when the ManagedResource is gone. Two minutes at most, as upstream extensions wait.</summary>
    /// <exception cref="TimeoutException">It is still there; the message says what the resource manager reports.</exception>
    public async Task WaitUntilDeletedAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(key, cancellationToken) is not null)
        {
            await UntilGoneAsync(key, cancellationToken);
        }
    }

    /// <summary>Returns when the resource manager has applied everything, and all of it is healthy and rolled out.</summary>
    /// <exception cref="TimeoutException">It was not in so long; the message says what is missing.</exception>
    public async Task WaitUntilHealthyAsync(ObjectKey key, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _waits.UntilAsync(
                key,
                item => item is not null && ManagedResourceHealth.FindProblem(item) is null,
                limit,
                cancellationToken
            );
        }
        catch (TimeoutException exception)
        {
            var problem = Find(key) is { } item ? ManagedResourceHealth.FindProblem(item) : null;
            throw new TimeoutException(
                $"managed resource {key} is not healthy: {problem ?? "it is not there"}",
                exception
            );
        }
    }

    /// <summary>
    /// Says whether the objects stay when the ManagedResource goes; to be said before the deletion. None there is as good.
    /// </summary>
    public async Task SetKeepObjectsAsync(ObjectKey key, bool keepObjects, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["keepObjects"] = keepObjects } };
        try
        {
            _latest.Note(await _client.PatchAsync<ManagedResource>(key, Patch.Merge(patch), cancellationToken));
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Already gone, and its objects with it or kept: nothing left to say.
        }
    }

    public void Dispose()
    {
        _waits.Dispose();
        _latest.Dispose();
    }

    private async Task<bool> TryDeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(key, cancellationToken) is not { } current)
        {
            return false;
        }
        if (current.Metadata.DeletionTimestamp is null)
        {
            await DeleteAsync(key, current, cancellationToken);
        }
        foreach (var reference in current.Spec?.SecretRefs ?? [])
        {
            if (reference.Name?.StartsWith(ManagedResourceSecret.NamePrefix, StringComparison.Ordinal) == true)
            {
                await _client.TryDeleteAsync<Secret>(new ObjectKey(key.Namespace, reference.Name), cancellationToken);
            }
        }
        return true;
    }

    private async Task DeleteAsync(ObjectKey key, ManagedResource current, CancellationToken cancellationToken)
    {
        ManagedResource? left = null;
        try
        {
            left = await _client.DeleteAsync<ManagedResource>(key, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone already; the cache will hear of it.
        }
        if (left is not null)
        {
            _latest.Note(left);
        }
        else
        {
            _latest.NoteGone(current);
        }
    }

    private async Task UntilGoneAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            await _waits.UntilAsync(key, item => item is null, s_deletionLimit, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            if (await _client.FindAsync<ManagedResource>(key, cancellationToken) is { } remaining)
            {
                throw new TimeoutException(StillPresent(key, remaining), exception);
            }
        }
    }

    private async Task CreateSecretAsync(Secret secret, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CreateAsync(secret, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // Its name is its content, so it is the same one.
        }
    }

    private async Task<ManagedResource> CreateAsync(ObjectKey key, Secret secret, CancellationToken cancellationToken)
    {
        var bare = new ManagedResource
        {
            Metadata = new ObjectMeta { Name = key.Name, Namespace = key.Namespace },
        };
        try
        {
            return await _client.CreateAsync(Wanted(bare, secret), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return await _client.GetAsync(s_resource, key, cancellationToken);
        }
    }

    private ManagedResource Wanted(ManagedResource current, Secret secret)
    {
        var labels = new Dictionary<string, string>(current.Metadata.Labels ?? Empty, StringComparer.Ordinal)
        {
            [WellKnown.Labels.Origin] = _options.Origin,
        };
        var reference = ManagedResourceSecret.ReferenceTo(secret.Metadata.Name!);
        var annotations = (current.Metadata.Annotations ?? Empty)
            .Where(one => !one.Key.StartsWith(WellKnown.Annotations.SecretReferencePrefix, StringComparison.Ordinal))
            .Append(reference)
            .ToDictionary(StringComparer.Ordinal);
        return current with
        {
            Metadata = current.Metadata with { Labels = labels, Annotations = annotations },
            Spec = (current.Spec ?? new()) with
            {
                Class = _options.Class,
                SecretRefs = [new ManagedResourceSecretReference { Name = secret.Metadata.Name }],
                InjectLabels = _options.InjectLabels,
                KeepObjects = _options.KeepObjects,
            },
        };
    }

    /// <summary>Refers to the secret, and nobody has complained: then the secret is there.</summary>
    private static bool IsApplied(ManagedResource current, Secret secret) =>
        current.Spec?.SecretRefs is [{ } only]
        && only.Name == secret.Metadata.Name
        && current.Status?.Conditions?.FirstOrDefault(one => one.Type == "ResourcesApplied")?.Status != "False";

    /// <summary>That it is there although it should be gone, and what the resource manager says to that.</summary>
    internal static string StillPresent(ObjectKey key, ManagedResource remaining)
    {
        var reports = (remaining.Status?.Conditions ?? [])
            .Where(condition => condition.Type == "ResourcesApplied")
            .Select(condition => $": {condition.Reason}: {condition.Message}");
        return $"managed resource {key} is still present{string.Concat(reports)}";
    }

    private static IReadOnlyDictionary<string, string> Empty { get; } =
        new Dictionary<string, string>(0, StringComparer.Ordinal);
}
