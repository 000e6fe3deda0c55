namespace Graft.Kubernetes.Embedded.Tests.Rest;

/// <summary>What the behaviour suite cannot bring about from outside: a cluster of another version.</summary>
public sealed class WriteTests
{
    [Fact]
    public async Task A_kind_of_an_old_cluster_has_its_old_version()
    {
        await using var old = await ApiServer.StartAsync(new EmbeddedClusterOptions { KubernetesVersion = "v1.15.12" });

        await old.CreateAsync(
            "/apis/node.k8s.io/v1beta1/runtimeclasses",
            """{"metadata":{"name":"gvisor"},"handler":"runsc"}"""
        );
        var (found, _) = await old.GetAsync("/apis/node.k8s.io/v1beta1/runtimeclasses/gvisor");
        var (missing, _) = await old.GetAsync("/apis/node.k8s.io/v1/runtimeclasses/gvisor");

        Assert.Equal(200, found);
        Assert.Equal(404, missing);
    }
}
