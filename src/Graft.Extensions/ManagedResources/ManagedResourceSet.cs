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

    private readonly IKubernetesClient _client;
    private readonly ManagedResourceOptions _options;
    private readonly Informer<ManagedResource> _cache;
    private readonly DeletionWaits<ManagedResource> _deletions;
    private readonly TimeProvider _time;

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
        _time = time;
        var origin = new InformerScope { LabelSelector = $"{WellKnown.Labels.Origin}={options.Origin}" };
        _cache = informers.Get<ManagedResource>(origin);
        _deletions = new DeletionWaits<ManagedResource>(_cache);
    }

    /// <summary>
    /// Brings a ManagedResource to these objects. Does not wait for the resource manager; but one that is still being deleted
    /// is waited for, since it would take the new objects with it.
    /// </summary>
    /// <exception cref="TimeoutException">The former one was not gone after two minutes.</exception>
    public async Task CreateOrUpdateAsync(ObjectKey key, Manifest objects, CancellationToken cancellationToken)
    {
        var secret = ManagedResourceSecret.Create(key, objects.ToYaml());
        var current = _cache.Find(key);
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
        }
        await _client.PatchDifferenceAsync(current, Wanted(current, secret), cancellationToken);
    }

    /// <summary>A ManagedResource as the API server has it now; null where there is none.</summary>
    public Task<ManagedResource?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        _client.FindAsync<ManagedResource>(key, cancellationToken);

    /// <summary>Asks for the deletion of a ManagedResource and of its secrets. None there is as good.</summary>
    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var current = _cache.Find(key) ?? await _client.FindAsync<ManagedResource>(key, cancellationToken);
        if (current is null)
        {
            return;
        }
        if (current.Metadata.DeletionTimestamp is null)
        {
            await _client.TryDeleteAsync<ManagedResource>(key, cancellationToken);
        }
        foreach (var reference in current.Spec?.SecretRefs ?? [])
        {
            if (reference.Name?.StartsWith(ManagedResourceSecret.NamePrefix, StringComparison.Ordinal) == true)
            {
                await _client.TryDeleteAsync<Secret>(new ObjectKey(key.Namespace, reference.Name), cancellationToken);
            }
        }
    }

    /// <summary>Returns when the ManagedResource is gone. Two minutes at most, as upstream extensions wait.</summary>
    /// <exception cref="TimeoutException">It is still there; the message says what the resource manager reports.</exception>
    public async Task WaitUntilDeletedAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var deleted = _deletions.Next(key);
        if (_cache.Find(key) is null && await _client.FindAsync<ManagedResource>(key, cancellationToken) is null)
        {
            return;
        }
        try
        {
            await deleted.WaitAsync(TimeSpan.FromMinutes(2), _time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            if (await _client.FindAsync<ManagedResource>(key, cancellationToken) is { } remaining)
            {
                throw new TimeoutException(StillPresent(key, remaining), exception);
            }
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
            await _client.PatchAsync<ManagedResource>(key, Patch.Merge(patch), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Already gone, and its objects with it or kept: nothing left to say.
        }
    }

    public void Dispose() => _deletions.Dispose();

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
        var wanted = Wanted(bare, secret);
        try
        {
            await _client.CreateAsync(wanted, cancellationToken);
            return wanted;
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

    private static string StillPresent(ObjectKey key, ManagedResource remaining)
    {
        var reports = (remaining.Status?.Conditions ?? [])
            .Where(condition => condition.Type == "ResourcesApplied")
            .Select(condition => $": {condition.Reason}: {condition.Message}");
        return $"managed resource {key} is still present{string.Concat(reports)}";
    }

    private static IReadOnlyDictionary<string, string> Empty { get; } =
        new Dictionary<string, string>(0, StringComparer.Ordinal);
}
