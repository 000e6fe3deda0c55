using System.Collections.Concurrent;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.LeaderElection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Controllers;

/// <summary>Two replicas of a controller on one cluster: one works, the other has its caches filled and waits.</summary>
public sealed class WarmStandbyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_standby_has_warm_caches_works_on_nothing_and_takes_over_when_the_leader_stops()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(Cancel);
        using var client = cluster.CreateClient();
        await CreateAsync(client, "a");
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var first = new Replica(client, "first", stopFirst.Token);
        await Eventually.TrueAsync(() => first.Worked.Contains("a"));
        var second = new Replica(client, "second", stopSecond.Token);
        await Eventually.TrueAsync(() => second.Cache.Find(new ObjectKey("default", "a")) is not null);

        await CreateAsync(client, "b");
        await Eventually.TrueAsync(() =>
            first.Worked.Contains("b") && second.Cache.Find(new ObjectKey("default", "b")) is not null
        );
        Assert.Empty(second.Worked);

        await stopFirst.CancelAsync();
        await first.Running;
        var before = first.Worked.Count;
        await Eventually.TrueAsync(() => second.Worked.Contains("a") && second.Worked.Contains("b"));
        await CreateAsync(client, "c");
        await Eventually.TrueAsync(() => second.Worked.Contains("c"));
        Assert.Equal(before, first.Worked.Count);

        await stopSecond.CancelAsync();
        await second.Running;
    }

    private static Task<ConfigMap> CreateAsync(KubernetesClient client, string name) =>
        client.CreateAsync(
            new ConfigMap
            {
                Metadata = new() { Name = name, Namespace = "default" },
            },
            Cancel
        );

    private sealed class Replica : IReconciler
    {
        public Replica(KubernetesClient client, string identity, CancellationToken cancellationToken)
        {
            var informers = new InformerSet(client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
            Cache = informers.Get<ConfigMap>(InformerScope.In("default"));
            var controller = new ControllerBuilder<ConfigMap>("test", informers, InformerScope.In("default")).Build(
                this,
                new ControllerOptions(),
                TimeProvider.System,
                new Random(1),
                NullLoggerFactory.Instance
            );
            var elector = new LeaderElector(
                client,
                new LeaderElectionOptions
                {
                    Lease = new ObjectKey("default", "test"),
                    Identity = identity,
                    RetryPeriod = TimeSpan.FromMilliseconds(50),
                },
                TimeProvider.System,
                new Random(1),
                NullLogger<LeaderElector>.Instance
            );
            Running = Task.WhenAll(
                informers.RunAsync(cancellationToken),
                elector.RunAsync(controller.RunAsync, cancellationToken)
            );
        }

        public Informer<ConfigMap> Cache { get; }

        public ConcurrentQueue<string> Worked { get; } = [];

        public Task Running { get; }

        public Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            Worked.Enqueue(key.Name);
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
