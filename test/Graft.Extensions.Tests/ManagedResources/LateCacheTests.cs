using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.ManagedResources;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.ManagedResources;

/// <summary>ManagedResources whose cache has stopped hearing of changes.</summary>
public sealed class LateCacheTests(SeedCluster seed)
{
    private const string Origin = "late-cache";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_finalizer_holds_is_known_to_be_going()
    {
        var key = await CreateAsync(WellKnown.Finalizers.ResourceManager);
        var (cache, resources) = await StoppedAsync(key);
        using (resources)
        {
            await resources.DeleteAsync(key, Token);

            Assert.NotNull(resources.Find(key)!.Metadata.DeletionTimestamp);
            Assert.Null(cache.Find(key)!.Metadata.DeletionTimestamp);
        }
    }

    [Fact]
    public async Task What_is_gone_at_once_is_made_anew()
    {
        var key = await CreateAsync();
        var (cache, resources) = await StoppedAsync(key);
        using (resources)
        {
            await resources.DeleteAsync(key, Token);
            Assert.Null(resources.Find(key));

            var anew = await resources.CreateOrUpdateAsync(key, new Manifest(), Token);

            Assert.NotEqual(cache.Find(key)!.Metadata.Uid, anew.Metadata.Uid);
            Assert.Equal(anew.Metadata.Uid, (await seed.Client.GetAsync<ManagedResource>(key, Token)).Metadata.Uid);
        }
    }

    private async Task<ObjectKey> CreateAsync(params IReadOnlyList<string> finalizers)
    {
        var key = new ObjectKey(await seed.CreateNamespaceAsync(), "late");
        var metadata = new ObjectMeta
        {
            Name = key.Name,
            Namespace = key.Namespace,
            Labels = Samples.Map((WellKnown.Labels.Origin, Origin)),
            Finalizers = finalizers,
        };
        await seed.Client.CreateAsync(
            new ManagedResource
            {
                Metadata = metadata,
                Spec = new() { SecretRefs = [] },
            },
            Token
        );
        return key;
    }

    private async Task<(Informer<ManagedResource> Cache, ManagedResourceSet Resources)> StoppedAsync(ObjectKey key)
    {
        var informers = new InformerSet(seed.Client, TimeProvider.System, Random.Shared, NullLoggerFactory.Instance);
        var options = new ManagedResourceOptions { Origin = Origin };
        var resources = new ManagedResourceSet(seed.Client, informers, options, TimeProvider.System);
        var cache = informers.Get<ManagedResource>(resources.Scope);
        using var stop = new CancellationTokenSource();
        var running = informers.RunAsync(stop.Token);
        await cache.WaitUntilSyncedAsync(Token);
        await stop.CancelAsync();
        await running;
        Assert.NotNull(cache.Find(key));
        return (cache, resources);
    }
}
