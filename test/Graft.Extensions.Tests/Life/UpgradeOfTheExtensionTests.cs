using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Images;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>Another version of the extension takes over, or this project's takes over from Gardener's own.</summary>
public sealed class UpgradeOfTheExtensionTests(LifeSeed seed) : IClassFixture<LifeSeed>
{
    private const string Shared = "extension-runtime-gvisor";
    private const string Pool = "extension-runtime-gvisor-installation-a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1", "v2", Shared)]
    [InlineData("v1", "v1", Shared, Pool, "extension-runtime-gvisor-installation-b")]
    public async Task A_new_version_writes_what_is_new_in_it_and_nothing_else(
        string from,
        string to,
        params string[] unwritten
    )
    {
        var ns = await seed.CreateShootAsync();
        await using (Start(from))
        {
            await seed.InstallAsync(ns, "a", "b");
        }
        var before = await InstalledObjects.VersionsAsync(seed.Client, ns);
        await using var process = Start(to);
        await seed.AskAsync(ns, "gvisor-a", WellKnown.Operations.Reconcile);
        await seed.AskAsync(ns, "gvisor-b", WellKnown.Operations.Reconcile);
        await seed.UntilAsync(
            () =>
                seed.IsSettled(ns, "gvisor-a", LastOperationType.Reconcile)
                && seed.IsSettled(ns, "gvisor-b", LastOperationType.Reconcile),
            Token
        );
        var after = await InstalledObjects.VersionsAsync(seed.Client, ns);
        Assert.Equal(
            unwritten.Order(StringComparer.Ordinal),
            before.Intersect(after).Select(one => one.Key).Order(StringComparer.Ordinal)
        );
        Assert.Equal(3, after.Count);
        var pool = await seed.Client.GetAsync<ManagedResource>(new ObjectKey(ns, Pool), Token);
        Assert.Contains($"image: registry.example.org/gvisor:{to}\n", await ContentAsync(pool));
    }

    [Fact]
    public async Task A_new_version_waits_for_the_core_to_ask()
    {
        var ns = await seed.CreateShootAsync();
        await using (Start("v1"))
        {
            await seed.InstallAsync(ns, "a");
        }
        var before = await InstalledObjects.VersionsAsync(seed.Client, ns);
        await using var process = Start("v2");
        var other = await seed.CreateShootAsync();
        await seed.InstallAsync(other, "a");
        Assert.Equal(before, await InstalledObjects.VersionsAsync(seed.Client, ns));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gardener-extension-runtime-gvisor")]
    public async Task What_Gardeners_own_extension_wrote_is_taken_over(string? origin)
    {
        var undisturbed = await seed.CreateShootAsync();
        var ns = await seed.CreateShootAsync();
        await CreateFormerAsync(ns, Shared, origin);
        await CreateFormerAsync(ns, Pool, origin);
        await CreateFormerRuntimeAsync(ns);
        await using var process = Start("v1");
        await seed.InstallAsync(undisturbed, "a");

        await seed.AskAsync(ns, "gvisor-a", WellKnown.Operations.Reconcile);
        await seed.UntilAsync(() => seed.IsSettled(ns, "gvisor-a", LastOperationType.Reconcile), Token);

        var runtime = await seed.Client.GetAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);
        Assert.Null(runtime.Status!.Conditions);
        Assert.Equal([WellKnown.Finalizers.ContainerRuntime], runtime.Metadata.Finalizers!);
        foreach (var name in (string[])[Shared, Pool])
        {
            var ours = await seed.Client.GetAsync<ManagedResource>(new ObjectKey(undisturbed, name), Token);
            var taken = await seed.Client.GetAsync<ManagedResource>(new ObjectKey(ns, name), Token);
            Assert.Equal(ours.Metadata.Labels, taken.Metadata.Labels);
            Assert.Equal(ours.Metadata.Annotations, taken.Metadata.Annotations);
            Assert.Equal(
                ours.Spec!.SecretRefs!.Select(one => one.Name),
                taken.Spec!.SecretRefs!.Select(one => one.Name)
            );
            Assert.Equal(ours.Spec.InjectLabels, taken.Spec.InjectLabels);
            Assert.Equal(ours.Spec.KeepObjects, taken.Spec.KeepObjects);
            Assert.Null(taken.Spec.Class);
            Assert.Equal(await ContentAsync(ours), await ContentAsync(taken));
        }

        await seed.RemoveAsync(ns, "a");
        Assert.Empty(await InstalledObjects.VersionsAsync(seed.Client, ns));
    }

    private ExtensionProcess Start(string tag) =>
        new(
            seed.Client,
            new ExtensionProcess.Settings
            {
                Images = ImageVector.Parse(
                    $"images:\n- name: runtime-gvisor-installation\n  repository: registry.example.org/gvisor\n  tag: {tag}\n"
                ),
            }
        );

    private async Task<string> ContentAsync(ManagedResource resource)
    {
        var key = new ObjectKey(resource.Metadata.Namespace, resource.Spec!.SecretRefs![0].Name!);
        return (await seed.Client.GetAsync<Secret>(key, Token)).GetText("config.yaml")!;
    }

    private async Task CreateFormerAsync(string ns, string name, string? origin)
    {
        var secret = new Secret
        {
            Metadata = new ObjectMeta { Name = $"managedresource-{name}-0a1b2c3d", Namespace = ns },
            Type = "Opaque",
            Data = new Dictionary<string, byte[]> { ["config.yaml"] = "kind: Former\n"u8.ToArray() },
        };
        var resource = new ManagedResource
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = ns,
                Labels = origin is null ? null : Samples.Map((WellKnown.Labels.Origin, origin)),
                Annotations = Samples.Map(
                    (WellKnown.Annotations.SecretReferencePrefix + "0a1b2c3d", secret.Metadata.Name)
                ),
            },
            Spec = new ManagedResourceSpec
            {
                SecretRefs = [new ManagedResourceSecretReference { Name = secret.Metadata.Name }],
                InjectLabels = Samples.Map(("former", "true")),
                KeepObjects = true,
            },
        };
        await seed.Client.CreateAsync(secret, Token);
        await seed.Client.CreateAsync(resource, Token);
    }

    /// <summary>As Gardener's own extension leaves an object: served, and with the conditions of its health checks.</summary>
    private async Task CreateFormerRuntimeAsync(string ns)
    {
        var runtime = Samples.Runtime(ns, "a", "gvisor", operation: null);
        var created = await seed.Client.CreateAsync(
            runtime with
            {
                Metadata = runtime.Metadata with { Finalizers = [WellKnown.Finalizers.ContainerRuntime] },
            },
            Token
        );
        var past = DateTimeOffset.UtcNow - TimeSpan.FromHours(1);
        var status = new ExtensionStatus
        {
            LastOperation = new LastOperation
            {
                Description = "Successfully reconciled ContainerRuntime",
                LastUpdateTime = past,
                Progress = 100,
                State = LastOperationState.Succeeded,
                Type = LastOperationType.Reconcile,
            },
            ObservedGeneration = 1,
            Conditions = [Of("HealthyA", past), Of("HealthyB", past)],
        };
        await seed.Client.PatchStatusDifferenceAsync(created, created with { Status = status }, Token);
    }

    private static Condition Of(string type, DateTimeOffset past) =>
        new()
        {
            Type = type,
            Status = "True",
            LastTransitionTime = past,
            LastUpdateTime = past,
            Reason = "HealthCheckSuccessful",
            Message = "All health checks successful",
        };
}
