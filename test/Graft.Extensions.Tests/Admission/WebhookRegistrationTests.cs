using System.Text;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Extensions.Admission.Webhooks;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Admission;

public sealed class WebhookRegistrationTests(SeedCluster garden)
{
    private static readonly byte[] s_authorities = Encoding.UTF8.GetBytes("-----BEGIN CERTIFICATE-----");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Service", null, "gardener-extension-{0}.garden:8443/webhooks/validate")]
    [InlineData("Url", "https://127.0.0.1:10250/webhooks/validate", null)]
    [InlineData("UrlService", "https://gardener-extension-{0}.garden:8443/webhooks/validate", null)]
    public async Task Case_60_each_mode_says_where_the_webhook_is(string mode, string? url, string? service)
    {
        var definition = Definition($"mode-{mode.ToLowerInvariant()}");
        var webhook = await PublishAsync(definition, Enum.Parse<WebhookMode>(mode));
        var client = webhook.ClientConfig!;
        Assert.Equal(url?.Replace("{0}", definition.Name, StringComparison.Ordinal), client.Url);
        Assert.Equal(
            service?.Replace("{0}", definition.Name, StringComparison.Ordinal),
            client.Service is { } one ? $"{one.Name}.{one.Namespace}:{one.Port}{one.Path}" : null
        );
        Assert.Equal(s_authorities, client.CaBundle);
    }

    [Fact]
    public void A_certificate_is_for_the_names_that_the_mode_is_reached_by()
    {
        Assert.Equal(["127.0.0.1"], Address("x", WebhookMode.Url).Hosts);
        string[] names = ["gardener-extension-x", "gardener-extension-x.garden", "gardener-extension-x.garden.svc"];
        Assert.Equal(names, Address("gardener-extension-x", WebhookMode.Service).Hosts);
        Assert.Equal(names, Address("gardener-extension-x", WebhookMode.UrlService).Hosts);
    }

    [Fact]
    public async Task The_author_may_choose_namespaces_and_a_timeout()
    {
        var selector = new LabelSelector { MatchLabels = Samples.Map(("gardener.cloud/role", "project")) };
        var definition = Definition("chosen") with { NamespaceSelector = selector, Timeout = TimeSpan.FromSeconds(3) };
        var webhook = await PublishAsync(definition);
        Assert.Equal(3, webhook.TimeoutSeconds);
        Assert.Equal(selector.MatchLabels, webhook.NamespaceSelector!.MatchLabels);

        // A newer version of the extension has none any more.
        webhook = await PublishAsync(Definition("chosen"));
        Assert.Equal(10, webhook.TimeoutSeconds);
        Assert.Null(webhook.NamespaceSelector?.MatchLabels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(31)]
    public void A_timeout_that_Kubernetes_does_not_take_is_refused(double seconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Definition("timeout") with
            {
                Timeout = TimeSpan.FromSeconds(seconds),
            }
        );
    }

    [Fact]
    public async Task A_namespace_that_is_named_owns_the_registration()
    {
        var ns = await garden.CreateNamespaceAsync();
        var definition = Definition("owned");
        await PublishAsync(definition, ownerNamespace: ns);
        var configuration = await GetAsync(definition);
        var owner = Assert.Single(configuration.Metadata.OwnerReferences!);
        var uid = (await garden.Client.GetAsync<Namespace>(new ObjectKey(ns), Token)).Metadata.Uid;
        Assert.Equal(("v1", "Namespace", ns, uid), (owner.ApiVersion, owner.Kind, owner.Name, owner.Uid));
    }

    [Fact]
    public async Task Publishing_again_writes_nothing()
    {
        var definition = Definition("again");
        await PublishAsync(definition);
        var first = await GetAsync(definition);
        await PublishAsync(definition);
        Assert.Equal(first.Metadata.ResourceVersion, (await GetAsync(definition)).Metadata.ResourceVersion);
    }

    private async Task<AdmissionWebhook> PublishAsync(
        AdmissionDefinition definition,
        WebhookMode mode = WebhookMode.Url,
        string? ownerNamespace = null
    )
    {
        var address = Address(definition.ComponentName, mode);
        var registration = new WebhookRegistration(definition, address, ownerNamespace, garden.Client);
        Assert.False(registration.IsPublished);
        await registration.PublishAsync(s_authorities, Token);
        Assert.True(registration.IsPublished);
        return Assert.Single((await GetAsync(definition)).Webhooks!);
    }

    private Task<ValidatingWebhookConfiguration> GetAsync(AdmissionDefinition definition) =>
        garden.Client.GetAsync<ValidatingWebhookConfiguration>(new ObjectKey(definition.ComponentName), Token);

    private static WebhookAddress Address(string component, WebhookMode mode) =>
        new()
        {
            Mode = mode,
            ServiceName = component,
            Namespace = "garden",
            ServicePort = 8443,
            Url = "127.0.0.1:10250",
        };

    // Nothing has this label: the registrations of these tests are asked by no other test.
    private static AdmissionDefinition Definition(string name) =>
        new()
        {
            Name = $"admission-{name}",
            Program = "test",
            Description = "test",
            RuntimeType = "registered-only",
            CreateValidators = _ => [new ContainerdRule("registered-only")],
        };
}
