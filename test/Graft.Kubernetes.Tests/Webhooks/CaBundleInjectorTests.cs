using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Webhooks;

namespace Graft.Kubernetes.Tests.Webhooks;

public sealed class CaBundleInjectorTests : IAsyncLifetime
{
    private EmbeddedCluster _cluster = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(Cancel);
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_bundle_of_the_named_webhooks_changes()
    {
        var before = await CreateAsync("a", "one.example.com", "two.example.com");
        var injector = new CaBundleInjector(
            _client,
            new CaBundleTargets { Validating = ["a"], Webhooks = ["two.example.com"] }
        );

        await injector.PublishAsync([1, 2], Cancel);

        var after = await GetAsync("a");
        Assert.Null(after.Webhooks![0].ClientConfig!.CaBundle);
        Assert.Equal([1, 2], after.Webhooks[1].ClientConfig!.CaBundle);
        Assert.Equal(before.Webhooks![1].ClientConfig!.Url, after.Webhooks[1].ClientConfig!.Url);
        Assert.Equal(before.Webhooks[1].TimeoutSeconds, after.Webhooks[1].TimeoutSeconds);
    }

    [Fact]
    public async Task Nothing_is_written_where_nothing_differs()
    {
        await CreateAsync("a", "one.example.com");
        var injector = new CaBundleInjector(_client, new CaBundleTargets { Validating = ["a"] });
        await injector.PublishAsync([1, 2], Cancel);
        var once = await GetAsync("a");

        await injector.PublishAsync([1, 2], Cancel);

        Assert.Equal(once.Metadata.ResourceVersion, (await GetAsync("a")).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_fault_and_a_selector_without_matches_is_none()
    {
        await new CaBundleInjector(_client, new CaBundleTargets { LabelSelector = "app=none" }).PublishAsync(
            [1],
            Cancel
        );

        var fault = await Assert.ThrowsAsync<KubernetesException>(() =>
            new CaBundleInjector(_client, new CaBundleTargets { Mutating = ["none"] }).PublishAsync([1], Cancel)
        );
        Assert.True(fault.IsNotFound);
    }

    [Fact]
    public async Task Changes_of_others_meanwhile_are_kept()
    {
        await CreateAsync("a", "one.example.com");
        var injector = new CaBundleInjector(_client, new CaBundleTargets { Validating = ["a"] });

        await Task.WhenAll(
            Task.Run(() => PublishManyAsync(injector), Cancel),
            Task.Run(() => RelabelManyAsync(), Cancel)
        );

        var after = await GetAsync("a");
        Assert.Equal([20], after.Webhooks![0].ClientConfig!.CaBundle);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"l{i}").Order(), after.Metadata.Labels!.Keys.Order());
    }

    private async Task PublishManyAsync(CaBundleInjector injector)
    {
        for (byte i = 1; i <= 20; i++)
        {
            await injector.PublishAsync([i], Cancel);
        }
    }

    private async Task RelabelManyAsync()
    {
        for (var i = 1; i <= 20; i++)
        {
            var patch = $$"""{"metadata":{"labels":{"l{{i}}":"x"} } }""";
            await _client.PatchAsync<ValidatingWebhookConfiguration>(
                new ObjectKey("a"),
                Patch.Merge((JsonObject)JsonNode.Parse(patch)!),
                Cancel
            );
        }
    }

    private Task<ValidatingWebhookConfiguration> GetAsync(string name) =>
        _client.GetAsync<ValidatingWebhookConfiguration>(new ObjectKey(name), Cancel);

    private Task<ValidatingWebhookConfiguration> CreateAsync(string name, params IEnumerable<string> webhooks) =>
        _client.CreateAsync(
            new ValidatingWebhookConfiguration
            {
                Metadata = new() { Name = name },
                Webhooks =
                [
                    .. webhooks.Select(webhook => new AdmissionWebhook
                    {
                        Name = webhook,
                        ClientConfig = new() { Url = "https://127.0.0.1:1/judge" },
                        SideEffects = "None",
                        TimeoutSeconds = 7,
                        AdmissionReviewVersions = ["v1"],
                    }),
                ],
            },
            Cancel
        );
}
