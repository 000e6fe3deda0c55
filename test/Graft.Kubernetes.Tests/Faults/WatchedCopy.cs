using System.Collections.Concurrent;
using System.Globalization;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>An informer under test, and one who listens to it and notes everything that must not be.</summary>
internal sealed class WatchedCopy : IAsyncDisposable
{
    private readonly Informer<ConfigMap> _informer;
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable _subscription;
    private readonly Task _running;
    private readonly Dictionary<string, (int Count, long Version)> _seen = [];
    private readonly Dictionary<string, int> _listening = [];
    private readonly ConcurrentQueue<string> _faults = [];

    public WatchedCopy(KubernetesClient client, TimeProvider time, ILogger<Informer<ConfigMap>> logger)
    {
        _informer = new Informer<ConfigMap>(
            client,
            Resource.Of<ConfigMap>(),
            InformerScope.In(ChangingObjects.Namespace),
            time,
            new Random(1),
            logger
        );
        _subscription = _informer.Subscribe(Notice);
        _running = _informer.RunAsync(_stop.Token);
    }

    /// <summary>What was delivered and must not have been.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public Task WaitUntilSyncedAsync(CancellationToken cancellationToken) =>
        _informer.WaitUntilSyncedAsync(cancellationToken);

    public int CountOf(string name) =>
        _informer.Find(new ObjectKey(ChangingObjects.Namespace, name)) is { } item ? ChangingObjects.CountOf(item) : 0;

    /// <summary>Null when the cache and what was delivered are what the server has and what was written; else a difference.</summary>
    public async Task<string?> DifferenceAsync(
        KubernetesClient client,
        ChangingObjects objects,
        CancellationToken cancellationToken
    )
    {
        var options = ListOptions.In(ChangingObjects.Namespace);
        var list = await client.ListAsync<ConfigMap>(options, cancellationToken);
        var stored = Sorted(list.Items.Select(Describe));
        var cached = Sorted(_informer.List().Select(Describe));
        var written = Sorted(
            objects.Written.Where(entry => entry.Value is not null).Select(entry => $"{entry.Key}={entry.Value}")
        );
        var there = Sorted(list.Items.Where(IsOurs).Select(Counted));
        List<string> delivered;
        lock (_seen)
        {
            delivered = Sorted(_listening.Select(entry => $"{entry.Key}={entry.Value}"));
        }
        return Compare("the store has not what was written", written, there)
            ?? Compare("the cache differs from the store", stored, cached)
            ?? Compare("what was delivered differs from what was written", written, delivered);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _subscription.Dispose();
        _stop.Dispose();
    }

    private void Notice(InformerEvent<ConfigMap> change)
    {
        if (!IsOurs(change.Object))
        {
            return;
        }
        var name = change.Key.Name;
        var now = (
            Count: ChangingObjects.CountOf(change.Object),
            Version: long.Parse(change.Object.Metadata.ResourceVersion!, CultureInfo.InvariantCulture)
        );
        lock (_seen)
        {
            if (_seen.TryGetValue(name, out var last) && (now.Count < last.Count || now.Version < last.Version))
            {
                _faults.Enqueue($"{change.Type} of {name} went from {last} back to {now}");
            }
            _seen[name] = now;
            if (change.Type == InformerEventType.Deleted)
            {
                _listening.Remove(name);
            }
            else if (_listening.ContainsKey(name) == (change.Type == InformerEventType.Added))
            {
                _faults.Enqueue($"{change.Type} of {name} does not follow from what was delivered before");
            }
            if (change.Type != InformerEventType.Deleted)
            {
                _listening[name] = now.Count;
            }
        }
    }

    private static bool IsOurs(ConfigMap item) => item.Data?.ContainsKey("count") == true;

    private static string Counted(ConfigMap item) => $"{item.Metadata.Name}={ChangingObjects.CountOf(item)}";

    private static string Describe(ConfigMap item) =>
        $"{item.Metadata.Name} {item.Metadata.Uid} {item.Metadata.ResourceVersion}";

    private static List<string> Sorted(IEnumerable<string> items) => [.. items.Order(StringComparer.Ordinal)];

    private static string? Compare(string problem, List<string> expected, List<string> actual) =>
        expected.SequenceEqual(actual)
            ? null
            : $"{problem}: missing [{string.Join(", ", expected.Except(actual).Take(5))}], "
                + $"too much [{string.Join(", ", actual.Except(expected).Take(5))}]";
}
