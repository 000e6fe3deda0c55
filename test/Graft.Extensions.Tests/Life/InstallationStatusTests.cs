using Graft.Api.Gardener;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>What <c>status.providerStatus</c> says of a pool. The tests say what the resource manager reports.</summary>
public sealed class InstallationStatusTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private const string Shared = "extension-runtime-gvisor";
    private const string Pool = "extension-runtime-gvisor-installation-a";
    private const string Foreign = "example.org/held";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_words_of_the_resource_manager_stand_in_the_status_until_the_pool_is_rolled_out()
    {
        var ns = await CreateShootAsync();
        await using var process = new ExtensionProcess(seed.Client);
        await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "gvisor"), Token);
        await SaysAsync(ns, $"observed generation of managed resource {ns}/{Shared} outdated (0/1)");
        await ReportAsync(ns, Shared, Reports.Healthy);
        await SaysAsync(ns, $"observed generation of managed resource {ns}/{Pool} outdated (0/1)");
        await ReportAsync(ns, Pool, generation => Reports.Unhealthy(generation, "too many unavailable pods (1/3)"));
        await SaysAsync(
            ns,
            $"condition ResourcesHealthy of managed resource {ns}/{Pool} is False: too many unavailable pods (1/3)"
        );
        await ReportAsync(ns, Pool, Reports.Healthy);
        var done = await RolledOutAsync(ns);
        Assert.Equal(
            """{"apiVersion":"runtime.extensions.config.gardener.cloud/v1alpha1","isRolledOut":true,"kind":"InstallationStatus"}""",
            InOrder(done)
        );
    }

    [Fact]
    public async Task The_same_report_again_writes_nothing_and_a_new_one_leaves_the_last_operation_alone()
    {
        var ns = await CreateShootAsync();
        await using (new ExtensionProcess(seed.Client))
        {
            await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "gvisor"), Token);
            await ReportAsync(ns, Shared, Reports.Healthy);
            await ReportAsync(ns, Pool, Reports.Healthy);
            await RolledOutAsync(ns);
        }
        var before = await seed.Client.GetAsync<ContainerRuntime>(KeyOf(ns), Token);
        var writes = CountWrites(ns);
        // A process that has just listed knows what it has written before.
        await using var process = new ExtensionProcess(seed.Client);
        foreach (var word in (string[])["once", "twice", "thrice"])
        {
            await ReportAsync(ns, Shared, generation => Worded(Reports.Healthy(generation), word));
            await ReportAsync(ns, Pool, generation => Worded(Reports.Healthy(generation), word));
        }
        await ReportAsync(ns, Pool, generation => Reports.Unhealthy(generation, "a node is lost"));

        var next = await NextAsync(before);

        Assert.Equal(
            $"condition ResourcesHealthy of managed resource {ns}/{Pool} is False: a node is lost",
            MessageOf(next)
        );
        Assert.Equal(before.Status!.LastOperation, next.Status!.LastOperation);
        Assert.Equal(writes + 1, CountWrites(ns));
    }

    [Theory]
    [InlineData("of a failed Shoot")]
    [InlineData("being deleted")]
    [InlineData("that has moved away")]
    public async Task An_object_is_not_written_to(string state)
    {
        var (ns, other) = (await CreateShootAsync(), await CreateShootAsync());
        await using (new ExtensionProcess(seed.Client))
        {
            var runtime = Samples.Runtime(ns, "a", "gvisor");
            var held = runtime with { Metadata = runtime.Metadata with { Finalizers = [Foreign] } };
            await seed.Client.CreateAsync(held, Token);
            await SaysAsync(ns, $"observed generation of managed resource {ns}/{Shared} outdated (0/1)");
            await BringAsync(ns, state);
        }
        if (state == "of a failed Shoot")
        {
            await seed.ChangeAsync(Samples.Cluster(ns, isFailed: true));
            await ReportAsync(ns, Shared, Reports.Healthy);
            await ReportAsync(ns, Pool, Reports.Healthy);
        }
        var before = await seed.Client.GetAsync<ContainerRuntime>(KeyOf(ns), Token);
        await using var process = new ExtensionProcess(seed.Client);
        // Whoever serves the other has looked at this one before.
        await seed.Client.CreateAsync(Samples.Runtime(other, "a", "gvisor"), Token);
        await SaysAsync(other, $"observed generation of managed resource {other}/{Shared} outdated (0/1)");
        await ReportAsync(other, Shared, Reports.Healthy);
        await ReportAsync(other, Pool, Reports.Healthy);
        await RolledOutAsync(other);

        var after = await seed.Client.GetAsync<ContainerRuntime>(KeyOf(ns), Token);

        Assert.Equal(before.Metadata.ResourceVersion, after.Metadata.ResourceVersion);
        Assert.Equal($"observed generation of managed resource {ns}/{Shared} outdated (0/1)", MessageOf(after));
    }

    private async Task<string> CreateShootAsync()
    {
        var ns = await seed.CreateShootAsync();
        seed.ResourceManager.Sleep(ns);
        return ns;
    }

    private async Task BringAsync(string ns, string state)
    {
        if (state == "being deleted")
        {
            await seed.Client.DeleteAsync<ContainerRuntime>(KeyOf(ns), Token);
            await seed.Client.UntilAsync<ContainerRuntime>(KeyOf(ns), item => item.Metadata.Finalizers is [Foreign]);
        }
        else if (state == "that has moved away")
        {
            await seed.AskAsync(ns, "gvisor-a", WellKnown.Operations.Migrate);
            await seed.UntilAsync(() => seed.IsSettled(ns, "gvisor-a", LastOperationType.Migrate), Token);
        }
    }

    private async Task ReportAsync(string ns, string name, Func<long?, ManagedResourceStatus> report)
    {
        var resource = await seed.Client.UntilAsync<ManagedResource>(new ObjectKey(ns, name), _ => true);
        var reported = resource with { Status = report(resource.Metadata.Generation) };
        await seed.Client.PatchStatusDifferenceAsync(resource, reported, Token);
    }

    /// <summary>Also those that change nothing.</summary>
    private int CountWrites(string ns) => seed.Audit.In(ns).Count(write => write.Kind == nameof(ContainerRuntime));

    private Task<ContainerRuntime> SaysAsync(string ns, string message) =>
        seed.Client.UntilAsync<ContainerRuntime>(
            KeyOf(ns),
            item => !LifeSeed.IsRolledOut(item) && MessageOf(item) == message
        );

    private Task<ContainerRuntime> RolledOutAsync(string ns) =>
        seed.Client.UntilAsync<ContainerRuntime>(KeyOf(ns), LifeSeed.IsRolledOut);

    /// <summary>The version of an object that follows another.</summary>
    private async Task<ContainerRuntime> NextAsync(ContainerRuntime before)
    {
        var options = new WatchOptions
        {
            Namespace = before.Metadata.Namespace,
            ResourceVersion = before.Metadata.ResourceVersion,
            Timeout = Watching.Deadline,
        };
        await foreach (var change in seed.Client.WatchAsync<ContainerRuntime>(options, Token))
        {
            if (change.Type != WatchEventType.Bookmark)
            {
                return change.Object;
            }
        }
        throw new TimeoutException($"nobody wrote to {before}");
    }

    private static ManagedResourceStatus Worded(ManagedResourceStatus status, string word) =>
        status with
        {
            Conditions = [.. status.Conditions!.Select(one => one with { Message = word })],
        };

    private static string? MessageOf(ContainerRuntime runtime) =>
        runtime.Status?.ProviderStatus is { } status && status.TryGetProperty("message", out var message)
            ? message.GetString()
            : null;

    private static string InOrder(ContainerRuntime runtime) =>
        "{"
        + string.Join(
            ',',
            runtime
                .Status!.ProviderStatus!.Value.EnumerateObject()
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")
        )
        + "}";

    private static ObjectKey KeyOf(string ns) => new(ns, "gvisor-a");
}
