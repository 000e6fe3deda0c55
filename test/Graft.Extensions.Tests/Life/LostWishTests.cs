using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>A process that died after it took the core's annotation off and before it began leaves only the time of the wish.</summary>
public sealed class LostWishTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wish_that_is_younger_than_the_status_is_taken_up_at_the_next_start()
    {
        var ns = await InstalledAnHourAgoAsync();
        await NoteWishAsync(ns, DateTimeOffset.UtcNow);
        await using var process = new ExtensionProcess(seed.Client);
        await seed.UntilAsync(() => seed.IsSettled(ns, "gvisor-a", LastOperationType.Reconcile), Token);
    }

    [Fact]
    public async Task A_wish_that_is_older_than_the_status_has_been_followed()
    {
        var ns = await InstalledAnHourAgoAsync();
        var before = await NoteWishAsync(ns, DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
        await using var process = new ExtensionProcess(seed.Client);
        var other = await seed.CreateShootAsync();
        await seed.InstallAsync(other, "a");
        var after = await seed.Client.GetAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);
        Assert.Equal(before.Metadata.ResourceVersion, after.Metadata.ResourceVersion);
    }

    private async Task<string> InstalledAnHourAgoAsync()
    {
        var ns = await seed.CreateShootAsync();
        await using var process = new ExtensionProcess(
            seed.Client,
            new ExtensionProcess.Settings { Time = new PastTime() }
        );
        await seed.InstallAsync(ns, "a");
        return ns;
    }

    private Task<ContainerRuntime> NoteWishAsync(string ns, DateTimeOffset time)
    {
        var annotations = new JsonObject { [WellKnown.Annotations.Timestamp] = Rfc3339.Precise(time) };
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
        return seed.Client.PatchAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Patch.Merge(patch), Token);
    }
}
