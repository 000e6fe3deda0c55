using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Runtimes.Kata;

namespace Graft.Extensions.Tests.Life;

/// <summary>Runtimes that leave pools, alone or together, and that come back.</summary>
public sealed class AddedAndRemovedTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private const string Shared = "extension-runtime-gvisor";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a")]
    [InlineData("a", "b")]
    public async Task What_comes_back_is_byte_for_byte_what_was_there(params string[] pools)
    {
        var ns = await seed.CreateShootAsync();
        await using var process = new ExtensionProcess(seed.Client);
        await seed.InstallAsync(ns, "a", "b");
        var before = await InstalledObjects.DescribeAsync(seed.Client, ns);
        var versions = await InstalledObjects.VersionsAsync(seed.Client, ns);
        await seed.RemoveAsync(ns, pools);
        Assert.NotEqual(before, await InstalledObjects.DescribeAsync(seed.Client, ns));

        await seed.InstallAsync(ns, pools);

        Assert.Equal(before, await InstalledObjects.DescribeAsync(seed.Client, ns));
        var after = await InstalledObjects.VersionsAsync(seed.Client, ns);
        var untouched = pools.Length == 1 ? (string[])[Shared, $"{Shared}-installation-b"] : [];
        Assert.Equal(untouched, versions.Intersect(after).Select(one => one.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Case_46_of_two_that_go_at_once_exactly_one_deletes_the_shared_resources()
    {
        await using var gvisor = new ExtensionProcess(seed.Client);
        await using var kata = new ExtensionProcess(
            seed.Client,
            new ExtensionProcess.Settings { Definition = KataExtension.Definition }
        );
        for (var round = 0; round < 10; round++)
        {
            var ns = await seed.CreateShootAsync();
            await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "kata-containers"), Token);
            await seed.InstallAsync(ns, "a", "b");
            await seed.UntilAsync(() => seed.IsSettled(ns, "kata-containers-a", LastOperationType.Create), Token);

            await seed.RemoveAsync(ns, "a", "b");

            Assert.Equal(1, seed.Audit.Deletions(ns, nameof(ManagedResource), Shared));
            Assert.Equal(1, seed.Audit.Deletions(ns, nameof(ManagedResource), $"{Shared}-installation-a"));
            Assert.Equal(1, seed.Audit.Deletions(ns, nameof(ManagedResource), $"{Shared}-installation-b"));
            // The other type has not kept it, and keeps its own.
            Assert.Equal(
                ["extension-runtime-kata", "extension-runtime-kata-installation-a"],
                (await InstalledObjects.VersionsAsync(seed.Client, ns)).Keys.Order(StringComparer.Ordinal)
            );
        }
    }

    [Fact]
    public async Task A_deletion_without_the_Cluster_waits_and_ends_when_it_is_back()
    {
        var ns = await seed.CreateShootAsync();
        await using (new ExtensionProcess(seed.Client))
        {
            await seed.InstallAsync(ns, "a");
        }
        await seed.Client.DeleteAsync<Cluster>(new ObjectKey(ns), Token);
        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);
        await using var process = new ExtensionProcess(seed.Client);
        var other = await seed.CreateShootAsync();
        await seed.InstallAsync(other, "a");
        Assert.Equal(2, (await InstalledObjects.VersionsAsync(seed.Client, ns)).Count);
        Assert.NotNull(await seed.Client.FindAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token));

        await seed.Client.CreateAsync(Samples.Cluster(ns), Token);

        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
        Assert.Empty(await InstalledObjects.VersionsAsync(seed.Client, ns));
    }

    [Fact]
    public async Task A_sleeping_Shoot_holds_its_resources_but_not_the_removal_and_a_return_waits_until_it_wakes()
    {
        var ns = await seed.CreateShootAsync();
        await using (new ExtensionProcess(seed.Client))
        {
            await seed.InstallAsync(ns, "a", "b");
        }
        seed.ResourceManager.Sleep(ns);
        await seed.ChangeAsync(Samples.Cluster(ns, isHibernated: true));
        await using var process = new ExtensionProcess(seed.Client);
        await seed.RemoveAsync(ns, "a", "b");
        var held = await seed.Client.ListAsync<ManagedResource>(ListOptions.In(ns), Token);
        Assert.Equal(3, held.Items.Count);
        Assert.All(held.Items, item => Assert.NotNull(item.Metadata.DeletionTimestamp));
        Assert.Empty((await seed.Client.ListAsync<Secret>(ListOptions.In(ns), Token)).Items);

        await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "gvisor"), Token);
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-a"),
            item => item.Status?.LastOperation?.State == LastOperationState.Processing
        );
        seed.ResourceManager.Wake(ns);

        // A report that comes while it looks makes it look once more; then that was a reconcile.
        await seed.UntilAsync(
            () =>
                seed.IsSettled(ns, "gvisor-a", LastOperationType.Create)
                || seed.IsSettled(ns, "gvisor-a", LastOperationType.Reconcile),
            Token
        );
        var back = await seed.Client.ListAsync<ManagedResource>(ListOptions.In(ns), Token);
        var uids = held.Items.Select(item => item.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(back.Items, item => uids.Contains(item.Metadata.Uid));
    }
}
