using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Webhooks;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Webhooks;

/// <summary>Rotations against a real API server that calls real webhooks.</summary>
public sealed class CertificateRotationTests : IAsyncLifetime
{
    private static readonly ObjectKey s_secret = new("default", "admission-certificates");

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
    public async Task No_call_fails_while_authorities_change_again_and_again_over_two_replicas()
    {
        const int Rotations = 5;
        var options = new ServingCertificateOptions
        {
            Name = "test",
            Hosts = ["127.0.0.1"],
            AuthorityAnnouncedBefore = TimeSpan.FromMilliseconds(200),
            PreviousAuthorityKept = TimeSpan.FromSeconds(5),
            ReloadPeriod = TimeSpan.FromMilliseconds(25),
        };
        var store = new SecretCertificateStore(_client, s_secret);
        await using var one = await Replica.StartAsync(options, store);
        await using var two = await Replica.StartAsync(options, store);
        await using var service = new RoundRobin(one.Port, two.Port);
        await CreateConfigurationsAsync($"https://127.0.0.1:{service.Port}/judge");
        var injector = new CaBundleInjector(_client, new() { Validating = ["judge"], LabelSelector = "app=judge" });
        await one.Certificates.EnsureAsync(injector.PublishAsync, Cancel);
        await two.Certificates.EnsureAsync(injector.PublishAsync, Cancel);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // Both believe that they lead: the worst case, since then they rotate at once.
        var keeping = new[] { one, two }
            .Select(replica => replica.Certificates.RunAsync(() => true, injector.PublishAsync, stop.Token))
            .ToList();
        var failures = new ConcurrentQueue<string>();
        var calls = Enumerable.Range(0, 4).Select(_ => CallUntilAsync(failures, stop.Token)).ToList();
        var served = new HashSet<string>(StringComparer.Ordinal);
        for (var rotation = 0; rotation < Rotations; rotation++)
        {
            var before = one.Certificates.Current!.Authority;
            served.Add(before);
            await Task.WhenAll(
                one.Certificates.ReplaceAuthorityAsync(injector.PublishAsync, Cancel),
                two.Certificates.ReplaceAuthorityAsync(injector.PublishAsync, Cancel)
            );
            await Eventually.TrueAsync(() =>
                one.Certificates.Current!.Authority != before
                && one.Certificates.Current.Authority == two.Certificates.Current!.Authority
            );
        }
        await stop.CancelAsync();
        await Task.WhenAll(keeping);
        var made = (await Task.WhenAll(calls)).Sum();

        Assert.Empty(failures);
        Assert.Equal(Rotations, served.Count);
        Assert.True(made > 20, $"only {made} calls were made");
        Assert.NotEmpty(one.Judged);
        Assert.NotEmpty(two.Judged);
        // A mutating and a validating webhook judged each of them.
        Assert.True(one.Judged.Count + two.Judged.Count >= 2 * made);
    }

    [Fact]
    public async Task Replicas_that_begin_at_once_end_with_one_authority_and_it_is_the_published_one()
    {
        var store = new SecretCertificateStore(_client, s_secret);
        await CreateConfigurationsAsync("https://127.0.0.1:1/judge");
        var injector = new CaBundleInjector(_client, new() { Validating = ["judge"], Mutating = ["judge"] });
        var replicas = Enumerable.Range(0, 6).Select(_ => Certificates(store, TimeProvider.System)).ToList();

        await Task.WhenAll(
            replicas.Select(one => Task.Run(() => one.EnsureAsync(injector.PublishAsync, Cancel), Cancel))
        );

        var bundle = Assert.Single(replicas.Select(one => one.Current).Distinct());
        Assert.Equal(bundle, (await store.LoadAsync(Cancel)).Bundle);
        await AssertTrustedAsync(bundle!.TrustedAuthorities);

        await Task.WhenAll(
            replicas.Select(one => Task.Run(() => one.ReplaceAuthorityAsync(injector.PublishAsync, Cancel), Cancel))
        );

        var next = Assert.Single(replicas.Select(one => one.Current!.NextAuthority).Distinct());
        Assert.NotNull(next);
        await AssertTrustedAsync((await store.LoadAsync(Cancel)).Bundle!.TrustedAuthorities);
    }

    [Fact]
    public async Task A_new_authority_is_trusted_for_a_while_before_it_signs_and_the_old_one_for_a_day_after()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var store = new SecretCertificateStore(_client, s_secret);
        var certificates = Certificates(store, time);
        var published = new List<int>();
        Task Publish(byte[] bundle, CancellationToken cancellationToken)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(Encoding.UTF8.GetString(bundle));
            published.Add(trusted.Count);
            return Task.CompletedTask;
        }
        await certificates.EnsureAsync(Publish, Cancel);
        var first = certificates.Current!;

        time.Advance(TimeSpan.FromDays(230));
        await certificates.EnsureAsync(Publish, Cancel);
        time.Advance(TimeSpan.FromDays(14));
        await certificates.EnsureAsync(Publish, Cancel);
        await certificates.EnsureAsync(Publish, Cancel);
        Assert.Equal(first.Authority, certificates.Current!.Authority);
        time.Advance(TimeSpan.FromSeconds(59));
        await certificates.EnsureAsync(Publish, Cancel);
        Assert.Equal(first.Authority, certificates.Current!.Authority);
        time.Advance(TimeSpan.FromSeconds(2));
        await certificates.EnsureAsync(Publish, Cancel);
        var second = certificates.Current!;
        Assert.NotEqual(first.Authority, second.Authority);
        Assert.NotEqual(first.Certificate, second.Certificate);
        Assert.Equal(first.Authority, second.PreviousAuthority);
        time.Advance(TimeSpan.FromHours(25));
        await certificates.EnsureAsync(Publish, Cancel);

        Assert.Null(certificates.Current!.PreviousAuthority);
        Assert.Equal(second.Certificate, certificates.Current!.Certificate);
        Assert.Equal([1, 1, 2, 2, 2, 2, 1], published);
    }

    [Fact]
    public async Task An_authority_whose_publication_fails_never_signs()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var store = new MemoryCertificateStore();
        var certificates = Certificates(store, time);
        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        var first = certificates.Current!;
        time.Advance(TimeSpan.FromDays(244));
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<KubernetesException>(() =>
                certificates.EnsureAsync((_, _) => throw new KubernetesException(403, "Forbidden", "no"), Cancel)
            );
            time.Advance(TimeSpan.FromHours(1));
        }

        var stored = (await store.LoadAsync(Cancel)).Bundle!;
        Assert.Equal(first.Authority, stored.Authority);
        Assert.NotNull(stored.NextAuthority);
        Assert.Null(stored.NextPublished);
    }

    [Theory]
    [InlineData("ca.key", "nonsense")]
    [InlineData("tls.crt", "")]
    public async Task A_secret_that_cannot_be_used_is_begun_afresh_and_foreign_keys_stay(string key, string value)
    {
        var store = new SecretCertificateStore(_client, s_secret);
        var certificates = Certificates(store, TimeProvider.System);
        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        var first = certificates.Current!;
        var secret = await _client.GetAsync<Secret>(s_secret, Cancel);
        var data = secret.Data!.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        data[key] = Encoding.UTF8.GetBytes(value);
        data["mine"] = [1, 2, 3];
        await _client.ReplaceAsync(secret with { Data = data }, Cancel);

        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);

        Assert.NotEqual(first.Authority, certificates.Current!.Authority);
        Assert.Equal(certificates.Current, (await store.LoadAsync(Cancel)).Bundle);
        Assert.Equal([1, 2, 3], (await _client.GetAsync<Secret>(s_secret, Cancel)).Data!["mine"]);
    }

    [Fact]
    public async Task Whoever_deletes_the_secret_gets_a_new_authority_step_by_step()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var store = new SecretCertificateStore(_client, s_secret);
        var certificates = Certificates(store, time);
        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        var first = certificates.Current!;
        await _client.DeleteAsync<Secret>(s_secret, Cancel);

        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);

        var second = (await store.LoadAsync(Cancel)).Bundle!;
        Assert.Equal(first.Certificate, certificates.Current!.Certificate);
        Assert.Equal(first.Authority, second.Authority);
        Assert.NotNull(second.NextPublished);
        time.Advance(TimeSpan.FromMinutes(1));
        await certificates.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.Equal(second.NextAuthority, certificates.Current!.Authority);
        Assert.Equal(first.Authority, certificates.Current!.PreviousAuthority);
    }

    private static ServingCertificates Certificates(ICertificateStore store, TimeProvider time) =>
        new(
            new ServingCertificateOptions { Name = "test", Hosts = ["127.0.0.1"] },
            store,
            time,
            NullLogger<ServingCertificates>.Instance
        );

    private async Task AssertTrustedAsync(byte[] bundle)
    {
        var validating = await _client.GetAsync<ValidatingWebhookConfiguration>(new ObjectKey("judge"), Cancel);
        var mutating = await _client.GetAsync<MutatingWebhookConfiguration>(new ObjectKey("judge"), Cancel);
        Assert.Equal(bundle, Assert.Single(validating.Webhooks!).ClientConfig!.CaBundle);
        Assert.Equal(bundle, Assert.Single(mutating.Webhooks!).ClientConfig!.CaBundle);
    }

    private async Task<int> CallUntilAsync(ConcurrentQueue<string> failures, CancellationToken stop)
    {
        var made = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _client.CreateAsync(
                    new ConfigMap
                    {
                        Metadata = new() { Namespace = "default", GenerateName = "judged-" },
                    },
                    Cancel
                );
                made++;
            }
            catch (KubernetesException exception)
            {
                failures.Enqueue(exception.Message);
            }
        }
        return made;
    }

    private async Task CreateConfigurationsAsync(string url)
    {
        var labels = new Dictionary<string, string> { ["app"] = "judge" };
        AdmissionWebhook[] webhooks =
        [
            new()
            {
                Name = "judge.example.com",
                ClientConfig = new() { Url = url },
                Rules =
                [
                    new RuleWithOperations
                    {
                        ApiGroups = [""],
                        ApiVersions = ["v1"],
                        Resources = ["configmaps"],
                        Operations = ["CREATE"],
                    },
                ],
                FailurePolicy = "Fail",
                SideEffects = "None",
                TimeoutSeconds = 30,
                AdmissionReviewVersions = ["v1"],
            },
        ];
        await _client.CreateAsync(
            new ValidatingWebhookConfiguration
            {
                Metadata = new() { Name = "judge", Labels = labels },
                Webhooks = webhooks,
            },
            Cancel
        );
        await _client.CreateAsync(
            new MutatingWebhookConfiguration
            {
                Metadata = new() { Name = "judge", Labels = labels },
                Webhooks = webhooks,
            },
            Cancel
        );
    }
}
