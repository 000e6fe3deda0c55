using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Landscape.Admission;

namespace Graft.Landscape.Tests.Admission;

public sealed class SeedAdmissionPluginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_17_nothing_is_deleted_without_confirmation()
    {
        await using var cluster = await StartAsync();
        using var client = cluster.CreateClient();
        var runtime = await client.CreateAsync(Runtime(), Cancellation);
        var key = new ObjectKey(runtime.Metadata.Namespace, runtime.Metadata.Name!);
        const string Sentence = "must have a \"confirmation.gardener.cloud/deletion\" annotation to delete";

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            client.DeleteAsync<ContainerRuntime>(key, Cancellation)
        );
        Assert.EndsWith(Sentence, refusal.Message);
        Assert.Equal(403, refusal.StatusCode);

        var definitions = Resource.Untyped(
            await client.ResolveAsync("apiextensions.k8s.io/v1", "CustomResourceDefinition", Cancellation)
        );
        var definition = new ObjectKey("containerruntimes.extensions.gardener.cloud");
        refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            client.DeleteAsync(definitions, definition, DeleteOptions.Default, Cancellation)
        );
        Assert.EndsWith(Sentence, refusal.Message);

        var confirmed = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject { ["confirmation.gardener.cloud/deletion"] = "true" },
            },
        };
        await client.PatchAsync<ContainerRuntime>(key, Patch.Merge(confirmed), Cancellation);
        await client.DeleteAsync<ContainerRuntime>(key, Cancellation);
        Assert.Null(await client.FindAsync<ContainerRuntime>(key, Cancellation));
    }

    [Fact]
    public async Task Case_15_type_and_class_of_a_container_runtime_stay()
    {
        await using var cluster = await StartAsync();
        using var client = cluster.CreateClient();
        var runtime = await client.CreateAsync(Runtime(), Cancellation);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            client.PatchDifferenceAsync(
                runtime,
                runtime with
                {
                    Spec = runtime.Spec! with { Type = "other" },
                },
                Cancellation
            )
        );
        Assert.Equal(
            "ContainerRuntime.extensions.gardener.cloud \"gvisor-worker\" is invalid: spec.type: Invalid value: \"other\": field is immutable",
            refusal.Message
        );
        refusal = await Assert.ThrowsAsync<KubernetesException>(() =>
            client.PatchDifferenceAsync(
                runtime,
                runtime with
                {
                    Spec = runtime.Spec! with { Class = "garden" },
                },
                Cancellation
            )
        );
        Assert.Matches("spec.class: Invalid value: .*: Value is immutable", refusal.Message);
        await client.PatchDifferenceAsync(
            runtime,
            runtime with
            {
                Spec = runtime.Spec! with { BinaryPath = "/usr/bin" },
            },
            Cancellation
        );
    }

    private static async Task<EmbeddedCluster> StartAsync()
    {
        var cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions { AdmissionPlugins = [new SeedAdmissionPlugin()] },
            new EmbeddedControlPlaneOptions(),
            Cancellation
        );
        await cluster.InstallAsync(SeedCustomResourceDefinitions.All, Cancellation);
        return cluster;
    }

    private static ContainerRuntime Runtime() =>
        new()
        {
            Metadata = new() { Name = "gvisor-worker", Namespace = "default" },
            Spec = new ContainerRuntimeSpec
            {
                Type = "gvisor",
                Class = "shoot",
                BinaryPath = "/var/bin/containerruntimes",
                WorkerPool = new ContainerRuntimeWorkerPool
                {
                    Name = "worker",
                    Selector = new()
                    {
                        MatchLabels = new Dictionary<string, string> { ["worker.gardener.cloud/pool"] = "worker" },
                    },
                },
            },
        };
}
