using Graft.Gardenlet.Extensions;

namespace Graft.Gardenlet.Tests.Extensions;

public class RequiredExtensionsTests
{
    [Fact]
    public void Case_28_every_type_that_a_pool_uses_is_required_once_and_pools_without_runtimes_require_none()
    {
        var shoot = SampleShoots.Shoot(
            "1.31.4",
            SampleShoots.Pool("a", SampleShoots.Containerd("fast")),
            SampleShoots.Pool("b", SampleShoots.Containerd("fast", "slow")),
            SampleShoots.Pool("c", null)
        );

        Assert.Equal(
            ["ContainerRuntime/fast", "ContainerRuntime/slow", "OperatingSystemConfig/acme-os", "Worker/local"],
            RequiredExtensions.Of(shoot).Select(id => id.ToString())
        );
        Assert.Equal(
            ["OperatingSystemConfig/acme-os", "Worker/local"],
            RequiredExtensions
                .Of(SampleShoots.Shoot("1.31.4", SampleShoots.Pool("c", null)))
                .Select(id => id.ToString())
        );
        Assert.Empty(RequiredExtensions.Of(SampleShoots.Shoot("1.31.4")));
    }
}
