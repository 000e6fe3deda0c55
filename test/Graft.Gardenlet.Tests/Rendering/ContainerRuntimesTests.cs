using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering;

namespace Graft.Gardenlet.Tests.Rendering;

public class ContainerRuntimesTests
{
    [Fact]
    public void Case_18_two_pools_with_two_types_give_four_objects_of_their_own()
    {
        var objects = SampleShoots.Render(SampleShoots.Shoot("1.31.4", Pool("one"), Pool("two")));

        var runtimes = objects.ContainerRuntimes.ToList();
        Assert.Equal(["fast-one", "slow-one", "fast-two", "slow-two"], runtimes.Select(item => item.Metadata.Name));
        foreach (var runtime in runtimes)
        {
            var pool = runtime.Metadata.Name!.Split('-')[1];
            var type = runtime.Metadata.Name.Split('-')[0];
            Assert.Equal("shoot--local--demo", runtime.Metadata.Namespace);
            Assert.Null(runtime.Metadata.Labels);
            Assert.Null(runtime.Metadata.Finalizers);
            Assert.Null(runtime.Metadata.OwnerReferences);
            Assert.Equal(type, runtime.Spec!.Type);
            Assert.Equal("/var/bin/containerruntimes", runtime.Spec.BinaryPath);
            Assert.Equal(pool, runtime.Spec.WorkerPool!.Name);
            Assert.Equal(
                new Dictionary<string, string>
                {
                    ["worker.gardener.cloud/pool"] = pool,
                    ["worker.garden.sapcloud.io/group"] = pool,
                },
                runtime.Spec.WorkerPool.Selector!.MatchLabels!.ToDictionary()
            );
            Assert.Equal($"{type} of {pool}", runtime.Spec.ProviderConfig!.Value.GetProperty("note").GetString());
        }
    }

    [Fact]
    public void Pools_without_cri_or_with_an_empty_list_have_none()
    {
        var objects = SampleShoots.Render(
            SampleShoots.Shoot(
                "1.20.1",
                SampleShoots.Pool("nil", null),
                SampleShoots.Pool("empty", new Cri { Name = "containerd", ContainerRuntimes = [] })
            )
        );

        Assert.Empty(objects.ContainerRuntimes);
    }

    [Fact]
    public void Two_pairs_with_the_same_name_are_refused()
    {
        var shoot = SampleShoots.Shoot(
            "1.31.4",
            SampleShoots.Pool("c", SampleShoots.Containerd("a-b")),
            SampleShoots.Pool("b-c", SampleShoots.Containerd("a"))
        );

        var exception = Assert.Throws<ShootRenderingException>(() => SampleShoots.Render(shoot));

        Assert.Equal(
            "container runtime \"a-b\" of worker pool \"c\" and container runtime \"a\" of worker pool \"b-c\" would both "
                + "be named \"a-b-c\"; rename one of the worker pools",
            exception.Message
        );
    }

    private static ShootWorker Pool(string name) =>
        SampleShoots.Pool(
            name,
            new Cri { Name = "containerd", ContainerRuntimes = [Runtime("fast", name), Runtime("slow", name)] }
        );

    private static ContainerRuntimeReference Runtime(string type, string pool) =>
        new() { Type = type, ProviderConfig = SampleShoots.Json($$"""{"note":"{{type}} of {{pool}}"}""") };
}
