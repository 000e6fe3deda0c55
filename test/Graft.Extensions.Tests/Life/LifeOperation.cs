using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>One thing that happens to the pools <c>a</c> and <c>b</c> of a Shoot, and how its end is known.</summary>
internal sealed record LifeOperation(Func<LifeSeed, string, Task> ActAsync, Func<LifeSeed, string, bool> IsDone)
{
    private static readonly JsonObject s_configuration = (JsonObject)
        JsonNode.Parse(
            """{"providerConfig":{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration","configFlags":{"net-raw":"true"}}}"""
        )!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is there before; default both pools, installed.</summary>
    public Func<LifeSeed, string, Task> PrepareAsync { get; init; } = InstallAsync;

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public static LifeOperation Of(string name) =>
        name switch
        {
            "create" => new(CreateAsync, Both(LastOperationType.Create))
            {
                PrepareAsync = (_, _) => Task.CompletedTask,
            },
            "change" => new(
                (seed, ns) => AskBothAsync(seed, ns, WellKnown.Operations.Reconcile, s_configuration),
                Both(LastOperationType.Reconcile, generation: 2)
            ),
            "delete one of two" => new((seed, ns) => DeleteAsync(seed, ns, "a"), IsGone("a")),
            "delete the last" => new((seed, ns) => DeleteAsync(seed, ns, "a"), IsGone("a"))
            {
                PrepareAsync = InstallOneAsync,
            },
            "delete both at once" => new(DeleteBothAsync, IsGone("a", "b")),
            "uninstall" => new(DeleteBothAsync, IsGone("a", "b")) { Arguments = ["--uninstall-on-removal"] },
            "force delete" => new(DeleteBothAsync, IsGone("a", "b"))
            {
                PrepareAsync = (seed, ns) => InstallAndLoseAsync(seed, Samples.Cluster(ns, isForceDeleted: true)),
            },
            "delete in a sleeping Shoot" => new(DeleteBothAsync, IsGone("a", "b"))
            {
                PrepareAsync = (seed, ns) => InstallAndLoseAsync(seed, Samples.Cluster(ns, isHibernated: true)),
            },
            "migrate" => new(
                (seed, ns) => AskBothAsync(seed, ns, WellKnown.Operations.Migrate),
                Both(LastOperationType.Migrate)
            ),
            "restore" => new((seed, ns) => AskBothAsync(seed, ns, WellKnown.Operations.Restore), IsRestored)
            {
                PrepareAsync = ArriveAsync,
            },
            _ => throw new ArgumentException(name, nameof(name)),
        };

    private static Func<LifeSeed, string, bool> Both(string operation, long generation = 1) =>
        (seed, ns) =>
            seed.IsSettled(ns, "gvisor-a", operation, generation)
            && seed.IsSettled(ns, "gvisor-b", operation, generation);

    private static Func<LifeSeed, string, bool> IsGone(params string[] pools) =>
        (seed, ns) => pools.All(pool => seed.IsGone(ns, $"gvisor-{pool}"));

    /// <summary>
    /// A wish that reaches the cache before its event reaches the queue has a restore followed by an everyday reconcile,
    /// which changes nothing but the status, in Gardener's own extensions as well.
    /// </summary>
    private static bool IsRestored(LifeSeed seed, string ns) =>
        ((string[])["gvisor-a", "gvisor-b"]).All(name =>
            seed.IsSettled(ns, name, LastOperationType.Restore) || seed.IsSettled(ns, name, LastOperationType.Reconcile)
        );

    private static async Task CreateAsync(LifeSeed seed, string ns)
    {
        await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "gvisor"), Token);
        await seed.Client.CreateAsync(Samples.Runtime(ns, "b", "gvisor"), Token);
    }

    private static async Task InstallAsync(LifeSeed seed, string ns)
    {
        await CreateAsync(seed, ns);
        await seed.UntilAsync(() => Both(LastOperationType.Create)(seed, ns), Token);
    }

    private static async Task InstallOneAsync(LifeSeed seed, string ns)
    {
        await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "gvisor"), Token);
        await seed.UntilAsync(() => seed.IsSettled(ns, "gvisor-a", LastOperationType.Create), Token);
    }

    private static async Task InstallAndLoseAsync(LifeSeed seed, Cluster cluster)
    {
        var ns = cluster.Metadata.Name!;
        await InstallAsync(seed, ns);
        seed.ResourceManager.Sleep(ns);
        await seed.ChangeAsync(cluster);
    }

    private static async Task ArriveAsync(LifeSeed seed, string ns)
    {
        foreach (var pool in (string[])["a", "b"])
        {
            var runtime = Samples.Runtime(ns, pool, "gvisor", WellKnown.Operations.WaitForState);
            await seed.Client.CreateAsync(runtime, Token);
        }
    }

    private static async Task AskBothAsync(LifeSeed seed, string ns, string operation, JsonObject? spec = null)
    {
        await seed.AskAsync(ns, "gvisor-a", operation, (JsonObject?)spec?.DeepClone());
        await seed.AskAsync(ns, "gvisor-b", operation, (JsonObject?)spec?.DeepClone());
    }

    private static Task DeleteBothAsync(LifeSeed seed, string ns) =>
        Task.WhenAll(DeleteAsync(seed, ns, "a"), DeleteAsync(seed, ns, "b"));

    private static Task DeleteAsync(LifeSeed seed, string ns, string pool) =>
        seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, $"gvisor-{pool}"), Token);
}
