using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Runtimes.Kata;

namespace Graft.Extensions.Tests.Life;

/// <summary>Provider configurations that cannot be read: what the core's users see, and that mending them mends the pool.</summary>
public sealed class BadConfigurationTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private const string Beginning = "Error reconciling ContainerRuntime: could not decode provider config: ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Unreadable { get; } =
        new()
        {
            { "gvisor", """{"apiVersion":"VERSION","kind":"KataConfiguration"}""" },
            { "gvisor", """{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v2","kind":"KIND"}""" },
            { "gvisor", """{"apiVersion":"VERSION"}""" },
            { "gvisor", """{"kind":"KIND"}""" },
            { "gvisor", "{}" },
            { "gvisor", """{"apiVersion":1,"kind":"KIND"}""" },
            { "gvisor", """{"apiVersion":"VERSION","kind":"KIND","configFlags":{"net-raw":1}}""" },
            { "gvisor", """{"apiVersion":"VERSION","kind":"KIND","configFlags":["net-raw"]}""" },
            { "gvisor", """{"apiVersion":"VERSION","kind":"KIND","configFlags":"net-raw"}""" },
            { "gvisor", """{"apiVersion":"VERSION","kind":"KIND","handlers":{"name":"own"}}""" },
            { "kata-containers", """{"apiVersion":"VERSION","kind":"GVisorConfiguration"}""" },
            {
                "kata-containers",
                """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v2","kind":"KIND"}"""
            },
            { "kata-containers", """{"apiVersion":"VERSION"}""" },
            { "kata-containers", """{"kind":"KIND"}""" },
            { "kata-containers", """{"apiVersion":"VERSION","kind":["KIND"]}""" },
            { "kata-containers", """{"apiVersion":"VERSION","kind":"KIND","hypervisors":"qemu"}""" },
            { "kata-containers", """{"apiVersion":"VERSION","kind":"KIND","hypervisors":["qemu"]}""" },
            { "kata-containers", """{"apiVersion":"VERSION","kind":"KIND","podAnnotations":{"a":true}}""" },
            { "kata-containers", """{"apiVersion":"VERSION","kind":"KIND","podAnnotations":[1]}""" },
        };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Case_47_what_cannot_be_read_is_a_configuration_problem_until_it_is_mended(
        string type,
        string configuration
    )
    {
        var ns = await seed.CreateShootAsync();
        var name = $"{type}-a";
        await using var gvisor = new ExtensionProcess(seed.Client);
        await using var kata = new ExtensionProcess(
            seed.Client,
            new ExtensionProcess.Settings { Definition = KataExtension.Definition }
        );
        await seed.Client.CreateAsync(Configured(ns, type, configuration), Token);
        var failed = await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, name),
            item => item.Status?.LastError is not null
        );
        Assert.StartsWith(Beginning, failed.Status!.LastError!.Description, StringComparison.Ordinal);
        Assert.Equal([ErrorCode.ConfigurationProblem], failed.Status.LastError.Codes);
        Assert.Equal("", await InstalledObjects.DescribeAsync(seed.Client, ns));

        await MendAsync(ns, type);

        await seed.UntilAsync(
            () =>
                seed.IsSettled(ns, name, LastOperationType.Create, generation: 2)
                || seed.IsSettled(ns, name, LastOperationType.Reconcile, generation: 2),
            Token
        );
        var mended = await seed.Client.GetAsync<ContainerRuntime>(new ObjectKey(ns, name), Token);
        Assert.Null(mended.Status!.LastError);
        Assert.Equal(2, (await InstalledObjects.VersionsAsync(seed.Client, ns)).Count);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    public async Task The_API_server_takes_no_configuration_that_is_no_object(string configuration)
    {
        var ns = await seed.CreateShootAsync();
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            seed.Client.CreateAsync(Configured(ns, "gvisor", configuration), Token)
        );
        Assert.Contains("spec.providerConfig", refusal.Message, StringComparison.Ordinal);
    }

    private async Task MendAsync(string ns, string type)
    {
        var key = new ObjectKey(ns, $"{type}-a");
        var current = await seed.Client.GetAsync<ContainerRuntime>(key, Token);
        var mended = Configured(ns, type, """{"apiVersion":"VERSION","kind":"KIND"}""");
        await seed.Client.PatchDifferenceAsync(current, current with { Spec = mended.Spec }, Token);
        await seed.AskAsync(ns, key.Name, WellKnown.Operations.Reconcile);
    }

    /// <summary><c>VERSION</c> and <c>KIND</c> stand for the right ones of the type.</summary>
    private static ContainerRuntime Configured(string ns, string type, string configuration)
    {
        var (group, kind) = type == "gvisor" ? ("gvisor", "GVisorConfiguration") : ("kata", "KataConfiguration");
        var text = configuration
            .Replace("VERSION", $"{group}.runtime.extensions.config.gardener.cloud/v1alpha1", StringComparison.Ordinal)
            .Replace("KIND", kind, StringComparison.Ordinal);
        var runtime = Samples.Runtime(ns, "a", type);
        return runtime with { Spec = runtime.Spec! with { ProviderConfig = Samples.Json(JsonNode.Parse(text)!) } };
    }
}
