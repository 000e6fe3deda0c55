using Graft.Api.Kubernetes;
using Graft.Landscape.LocalNodes.Kubelet.Processes;

namespace Graft.Landscape.Tests.LocalNodes.Kubelet;

public sealed class InstallerCommandTests
{
    private static readonly InstallerCommand Command = new("/bin/installer", "/node/tools", "/payload");

    private static readonly Dictionary<string, string> Volumes = new()
    {
        ["host"] = "/nodes/a/root",
        ["runtime"] = "/nodes/a/pods/1/volumes/runtime",
    };

    private static readonly Container Container = new()
    {
        Name = "installer",
        Command = ["/usr/bin/graft-node-installer", "install"],
        VolumeMounts =
        [
            new VolumeMount { Name = "host", MountPath = "/var/host" },
            new VolumeMount { Name = "runtime", MountPath = "/etc/graft/" },
        ],
    };

    [Fact]
    public void Paths_below_mounts_are_mapped_in_both_notations()
    {
        Assert.Equal(
            [
                "install",
                "--runtime=/nodes/a/pods/1/volumes/runtime/runtime.json",
                "--host-root",
                "/nodes/a/root",
                "--content=/payload/sub",
                "--log=/var/hostile",
                "--host-tools=/node/tools",
            ],
            Arguments(
                "install",
                "--runtime=/etc/graft/runtime.json",
                "--host-root",
                "/var/host",
                "--content=/var/content/sub",
                "--log=/var/hostile"
            )
        );
    }

    [Fact]
    public void Defaults_of_the_image_are_passed_on()
    {
        Assert.Equal(
            ["install", "--host-root=/nodes/a/root", "--content=/payload", "--host-tools=/node/tools"],
            Arguments("install")
        );
        Assert.Equal(["status", "--host-root=/nodes/a/root", "--host-tools=/node/tools"], Arguments("status"));
    }

    [Fact]
    public void Only_the_installer_is_run()
    {
        Assert.True(InstallerCommand.IsIn(Container));
        Assert.False(InstallerCommand.IsIn(Container with { Command = ["/bin/sh", "-c", "graft-node-installer"] }));
        Assert.False(InstallerCommand.IsIn(Container with { Command = null }));
    }

    private static IReadOnlyList<string> Arguments(params string[] words) =>
        Command.ArgumentsOf(words.Prepend("graft-node-installer"), Container, Volumes);
}
