using Graft.Extensions.Images;
using Graft.Runtimes.Kata.Charts;

namespace Graft.Runtimes.Kata.Tests.Charts;

public sealed class KataRenderingTests
{
    private static readonly KataRendering s_rendering = new(ImageVector.Default);

    [Fact]
    public void What_a_newer_version_has_written_is_ignored_and_said()
    {
        var runtime = Samples.Configured(
            "worker-a",
            """ "hypervisors":[{"name":"xen"},{"name":"clh","overhead":{"memory":"?","disk":"1"}}],"podAnnotations":["*"],"new":1"""
        );
        Assert.Equal(
            [
                "spec.providerConfig.hypervisors[0].name: Unsupported value: \"xen\": supported values: \"clh\", \"qemu\"; it is ignored",
                "spec.providerConfig.hypervisors[1].overhead.memory: Invalid value: \"?\": must be a quantity greater than zero; it is ignored",
                "spec.providerConfig.podAnnotations[0]: Invalid value: \"*\": must be an annotation below io.katacontainers., of letters, digits, '.', '_', '-' and '/', with '*' for any characters; it is ignored",
                "could not decode provider config: strict decoding error: unknown field \"hypervisors[1].overhead.disk\", unknown field \"new\"",
            ],
            s_rendering.FindIgnored(runtime)
        );
        var settings = KataPool.SettingsOf(runtime);
        Assert.Equal([Hypervisor.CloudHypervisor], settings.Hypervisors);
        Assert.Empty(settings.PodAnnotations);
    }

    [Fact]
    public void Where_no_hypervisor_is_known_all_are_offered()
    {
        var settings = KataPool.SettingsOf(Samples.Configured("worker-a", """ "hypervisors":[{"name":"xen"},null]"""));
        Assert.Equal(Hypervisor.All, settings.Hypervisors);
        Assert.Equal(["io.katacontainers.*"], settings.PodAnnotations);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public void Without_a_configuration_nothing_is_ignored(string? config) =>
        Assert.Empty(s_rendering.FindIgnored(Samples.Runtime("worker-a", config)));
}
