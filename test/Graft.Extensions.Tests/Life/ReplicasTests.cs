using Graft.Api.Kubernetes;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>Two replicas of the gVisor extension as programs. The API server's own record says which of them wrote.</summary>
public sealed class ReplicasTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private const string LeaseName = "runtime-gvisor-leader-election";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_the_leader_writes_and_the_other_takes_over_when_it_goes(bool isKilled)
    {
        Assert.SkipUnless(File.Exists(ReplicaProcess.Program), $"{ReplicaProcess.Program} is not built");
        var leaseNamespace = isKilled ? "extension-killed" : "extension-ended";
        await seed.Client.CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = leaseNamespace } }, Token);
        await using var one = new ReplicaProcess(seed, $"{leaseNamespace}-one", leaseNamespace);
        await using var two = new ReplicaProcess(seed, $"{leaseNamespace}-two", leaseNamespace);
        var ns = await InstalledAsync(one, two);
        var holder = await HolderAsync(leaseNamespace);
        var (leader, other) = Assert.Single(WritersIn(ns)) == one.User ? (one, two) : (two, one);

        if (isKilled)
        {
            await leader.KillAsync(Token);
        }
        else
        {
            Assert.Equal(0, await leader.TerminateAsync(Token));
        }
        var next = await InstalledAsync(one, two);

        Assert.NotEqual(holder, await HolderAsync(leaseNamespace));
        Assert.Equal([other.User], WritersIn(next));
        Assert.Equal([leader.User], WritersIn(ns));
        await seed.RemoveAsync(ns, "a");
        await seed.RemoveAsync(next, "a");
    }

    private async Task<string> InstalledAsync(params IReadOnlyList<ReplicaProcess> replicas)
    {
        var ns = await seed.CreateShootAsync();
        try
        {
            await seed.InstallAsync(ns, "a");
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(string.Join("\n\n", replicas.Select(one => one.Output)), exception);
        }
        return ns;
    }

    /// <summary>Who wrote the ContainerRuntimes, ManagedResources and secrets of a Shoot, beside this test.</summary>
    private IEnumerable<string> WritersIn(string ns) =>
        seed
            .Audit.In(ns)
            .Select(write => write.User)
            .Where(user => user.StartsWith("extension-", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);

    private async Task<string?> HolderAsync(string leaseNamespace) =>
        (await seed.Client.GetAsync<Lease>(new ObjectKey(leaseNamespace, LeaseName), Token)).Spec!.HolderIdentity;
}
