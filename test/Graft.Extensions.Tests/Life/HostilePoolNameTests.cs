using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>What only somebody with rights in the seed can write: the core checks names before.</summary>
public sealed class HostilePoolNameTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names { get; } =
    ["../x", new string('a', 300), "Upper", "", "two\nlines", "a.b", "-a", "%2e%2e", "größe", "a b"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_pool_name_is_a_configuration_problem_and_nothing_is_written(string name)
    {
        var ns = await seed.CreateShootAsync();
        await using var process = new ExtensionProcess(seed.Client);
        await seed.Client.CreateAsync(Named(ns, name), Token);
        var failed = await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-hostile"),
            item => item.Status?.LastError is not null
        );
        Assert.StartsWith(
            "Error reconciling ContainerRuntime: spec.workerPool.name is no name of a pool: ",
            failed.Status!.LastError!.Description
        );
        Assert.Equal([ErrorCode.ConfigurationProblem], failed.Status.LastError.Codes);
        Assert.Empty((await seed.Client.ListAsync<ManagedResource>(ListOptions.In(ns), Token)).Items);

        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-hostile"), Token);
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-hostile"));
    }

    [Fact]
    public async Task A_hostile_pool_name_changes_nothing_for_the_other_pools()
    {
        var ns = await seed.CreateShootAsync();
        await using var process = new ExtensionProcess(seed.Client);
        await seed.Client.CreateAsync(Samples.Runtime(ns, "a", "gvisor"), Token);
        await seed.UntilAsync(() => seed.IsSettled(ns, "gvisor-a", LastOperationType.Create), Token);
        var before = await SharedAsync(ns);
        await seed.Client.CreateAsync(Named(ns, "two\nlines"), Token);
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-hostile"),
            item => item.Status?.LastError is not null
        );
        await seed.AskAsync(ns, "gvisor-a", WellKnown.Operations.Reconcile);
        await seed.UntilAsync(() => seed.IsSettled(ns, "gvisor-a", LastOperationType.Reconcile), Token);
        Assert.Equal(before, await SharedAsync(ns));
    }

    private async Task<string?> SharedAsync(string ns) =>
        (await seed.Client.GetAsync<ManagedResource>(new ObjectKey(ns, "extension-runtime-gvisor"), Token))
            .Spec!
            .SecretRefs![0]
            .Name;

    private static ContainerRuntime Named(string ns, string name)
    {
        var runtime = Samples.Runtime(ns, "hostile", "gvisor");
        var config =
            """{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration","handlers":[{"name":"own"}]}""";
        return runtime with
        {
            Spec = runtime.Spec! with
            {
                ProviderConfig = Samples.Json(JsonNode.Parse(config)!),
                WorkerPool = runtime.Spec.WorkerPool! with { Name = name },
            },
        };
    }
}
