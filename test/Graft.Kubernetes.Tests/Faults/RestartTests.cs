using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>An API server that is restarted over and over on the same port, with its state on disk.</summary>
[Collection(FaultSuite.Name)]
public sealed class RestartTests
{
    private const int Restarts = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task Fifty_restarts_while_two_hundred_objects_change_lose_no_update_and_leak_nothing()
    {
        using var directory = new TemporaryDirectory();
        var options = new EmbeddedControlPlaneOptions { DataDirectory = directory.Path };
        var (controlPlane, cluster) = await StartAsync(options);
        options.Port = controlPlane.Address.Port;
        Holdings? before = null;
        await using (var bench = new FaultBench(cluster.Connection, 200, 1))
        {
            using var client = FaultBench.Hurried(cluster.Connection);
            await bench.StartAsync();
            await using var copy = FaultBench.Copy(client);
            await copy.WaitUntilSyncedAsync(Cancel);
            for (var i = 0; i < Restarts; i++)
            {
                await bench.ChangesAsync(20);
                await controlPlane.DisposeAsync();
                (controlPlane, _) = await StartAsync(options);
                if (i == 4)
                {
                    await bench.ChangesAsync(1);
                    before = Holdings.Count();
                }
            }
            await bench.ConvergeAsync(copy, $"{Restarts} restarts");
            await before!.ComeBackAsync();
        }
        await controlPlane.DisposeAsync();
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task While_a_cluster_is_still_being_opened_its_objects_are_not_said_to_be_gone()
    {
        using var directory = new TemporaryDirectory();
        var options = new EmbeddedControlPlaneOptions { DataDirectory = directory.Path };
        var (first, cluster) = await StartAsync(options);
        options.Port = first.Address.Port;
        var connection = cluster.Connection;
        await first.DisposeAsync();
        using var client = FaultBench.Hurried(connection);

        await using var second = await EmbeddedControlPlane.StartAsync(options, Cancel);
        var early = client.FindAsync<Namespace>(new ObjectKey("default"), Cancel);
        var stranger = connection with { Server = new Uri(second.Address, "/clusters/other") };
        using var lost = FaultBench.Hurried(stranger);
        Assert.Null(await lost.FindAsync<Namespace>(new ObjectKey("default"), Cancel));
        Assert.False(early.IsCompletedSuccessfully);
        await second.AddClusterAsync("default", new EmbeddedClusterOptions(), Cancel);

        Assert.Equal("default", (await early)!.Metadata.Name);
    }

    private static async Task<(EmbeddedControlPlane, EmbeddedCluster)> StartAsync(EmbeddedControlPlaneOptions options)
    {
        var controlPlane = await EmbeddedControlPlane.StartAsync(options, Cancel);
        return (controlPlane, await controlPlane.AddClusterAsync("default", new EmbeddedClusterOptions(), Cancel));
    }
}
