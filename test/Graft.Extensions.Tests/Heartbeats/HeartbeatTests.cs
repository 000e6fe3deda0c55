using Graft.Api.Kubernetes;
using Graft.Extensions.Heartbeats;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.Heartbeats;

public sealed class HeartbeatTests(SeedCluster seed)
{
    [Fact]
    public async Task The_lease_is_made_and_renewed()
    {
        var ns = await seed.CreateNamespaceAsync();
        var time = new ManualTimeProvider();
        var options = new HeartbeatOptions { ExtensionName = "runtime-fast", Namespace = ns };
        var heartbeat = new Heartbeat(seed.Client, options, time, NullLogger<Heartbeat>.Instance);
        using var stop = new CancellationTokenSource();
        var running = heartbeat.RunAsync(stop.Token);
        var key = new ObjectKey(ns, "gardener-extension-heartbeat");
        var first = await UntilAsync(key, time.GetUtcNow());
        Assert.Equal(("runtime-fast", 30), (first.Spec!.HolderIdentity, first.Spec.LeaseDurationSeconds));
        time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(key, time.GetUtcNow());
        await stop.CancelAsync();
        await running;
    }

    private Task<Lease> UntilAsync(ObjectKey key, DateTimeOffset renewed) =>
        seed.Client.UntilAsync<Lease>(key, lease => lease.Spec?.RenewTime == renewed);
}
