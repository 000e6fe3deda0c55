using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>Gardener's own definitions, as an operator would install them.</summary>
public sealed class GardenerKindsTests(KubectlCluster fixture)
{
    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public async Task Are_applied_explained_and_used(string version)
    {
        var definitions = Repository.Shared("gardener", "crds");
        using var kubectl = await KubectlSession.StartAsync(fixture.Cluster, version);

        await kubectl.RunAsync("apply", "--server-side", "--force-conflicts", "-f", definitions);
        await kubectl.RunAsync("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
        await kubectl.RunFileAsync(
            """
            apiVersion: extensions.gardener.cloud/v1alpha1
            kind: ContainerRuntime
            metadata: {name: gvisor-pool}
            spec:
              type: gvisor
              binaryPath: /var/bin/containerruntimes
              providerConfig: {apiVersion: example.org/v1, kind: Any, depth: {of: fields}}
              workerPool: {name: pool, selector: {matchLabels: {worker.gardener.cloud/pool: pool}}}
            """,
            "apply"
        );

        Assert.Matches(
            @"^NAME\s+TYPE\s+STATUS\s+AGE\ngvisor-pool\s+gvisor\s+\S*\s*\d+s\n$",
            await kubectl.RunAsync("get", "containerruntimes")
        );
        Assert.Equal(
            "fields",
            await kubectl.RunAsync("get", "cr", "gvisor-pool", "-o", "jsonpath={.spec.providerConfig.depth.of}")
        );
        Assert.Matches(@"binaryPath\s+<string>", await kubectl.RunAsync("explain", "containerruntime.spec"));
        var missing = await kubectl.TryAsync(
            "patch",
            "cr",
            "gvisor-pool",
            "--type=json",
            "-p",
            """[{"op":"remove","path":"/spec/workerPool"}]"""
        );
        Assert.Contains("spec.workerPool: Required value", missing.Error, StringComparison.Ordinal);
    }
}
