using System.Collections.Concurrent;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Informers;

/// <summary>
/// Random operations on a server: an informer of a part of the objects ends equal to what the server has, and so does
/// whoever adds up its events.
/// </summary>
public sealed class InformerEqualsStoreTests : IAsyncLifetime
{
    private static readonly InformerScope s_chosen = new() { Namespace = "default", LabelSelector = "chosen=yes" };

    private EmbeddedCluster _cluster = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(Cancel);
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Whatever_is_done_to_the_objects_the_informer_ends_equal_to_the_server(int seed, bool streams)
    {
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            await DoAsync(random);
        }
        var set = new InformerSet(_client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance)
        {
            Options = new InformerOptions { UseStreamingList = streams, PageSize = 2 },
        };
        var informer = set.Get<ConfigMap>(s_chosen);
        informer.AddIndex("value", item => [item.Data!["k"]]);
        var summed = new ConcurrentDictionary<string, string>();
        using var subscription = informer.Subscribe(change => Sum(summed, change));
        using var stop = new CancellationTokenSource();
        var running = set.RunAsync(stop.Token);
        for (var i = 0; i < 200; i++)
        {
            await DoAsync(random);
        }

        var expected = await ServerAsync();
        await Eventually.TrueAsync(() => State(informer.List()) == expected);
        await Eventually.TrueAsync(() => string.Join(' ', summed.Values.Order(StringComparer.Ordinal)) == expected);
        Assert.Equal(expected, State(Enumerable.Range(0, 4).SelectMany(value => informer.ListBy("value", $"{value}"))));
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Adds events up, and holds that each fits what was known before.</summary>
    private static void Sum(ConcurrentDictionary<string, string> summed, InformerEvent<ConfigMap> change)
    {
        var known = summed.TryGetValue(change.Key.Name, out var before);
        var fits = change.Type switch
        {
            InformerEventType.Added => !known,
            InformerEventType.Updated => before == State([change.Old!]),
            _ => known,
        };
        if (!fits)
        {
            summed[$"{change.Type} of {change.Key} does not fit"] = before ?? "nothing";
        }
        else if (change.Type == InformerEventType.Deleted)
        {
            summed.TryRemove(change.Key.Name, out _);
        }
        else
        {
            summed[change.Key.Name] = State([change.Object]);
        }
    }

    private static string State(IEnumerable<ConfigMap> items) =>
        string.Join(
            ' ',
            items
                .Select(item => $"{item.Metadata.Name}@{item.Metadata.ResourceVersion}={item.Data!["k"]}")
                .Order(StringComparer.Ordinal)
        );

    private async Task<string> ServerAsync() =>
        State(
            (
                await _client.ListAsync<ConfigMap>(
                    new ListOptions { Namespace = "default", LabelSelector = s_chosen.LabelSelector },
                    Cancel
                )
            ).Items
        );

    private async Task DoAsync(Random random)
    {
        var key = new ObjectKey("default", $"item-{random.Next(6)}");
        var current = await _client.FindAsync<ConfigMap>(key, Cancel);
        var wanted = (current ?? new ConfigMap()) with
        {
            Metadata = (current?.Metadata ?? new ObjectMeta { Namespace = "default", Name = key.Name }) with
            {
                Labels = new Dictionary<string, string> { ["chosen"] = random.Next(3) == 0 ? "no" : "yes" },
            },
            Data = new Dictionary<string, string> { ["k"] = $"{random.Next(4)}" },
        };
        if (current is null)
        {
            await _client.CreateAsync(wanted, Cancel);
        }
        else if (random.Next(3) == 0)
        {
            await _client.DeleteAsync<ConfigMap>(key, Cancel);
        }
        else
        {
            await _client.ReplaceAsync(wanted, Cancel);
        }
    }
}
