using Graft.Containerd.Protocol;
using RealNode.Installers;

namespace RealNode.Machines;

/// <summary>
/// The installer as its DaemonSet runs it: a privileged container without a shell, which enters the namespaces of the node to
/// restart the containerd that it runs under.
/// </summary>
[Collection(SharedMachineTests.Name)]
public sealed class InstallerPodTests(SharedMachine shared)
{
    private static readonly Mount s_host = new()
    {
        HostPath = "/",
        ContainerPath = "/var/host",
        Propagation = MountPropagation.PropagationHostToContainer,
    };

    [Fact]
    public async Task A_container_restarts_the_containerd_below_it_once_survives_that_and_has_nothing_to_do_afterwards()
    {
        var machine = await shared.CleanAsync();
        var command = shared.CommandFor("install", Runtimes.Crun, "/var/host");
        string[] arguments =
        [
            "install",
            "--once",
            $"--runtime=/var/host/etc/graft/{Runtimes.Crun.Name}.json",
            .. command.Where(word => word.StartsWith("--host-root=", StringComparison.Ordinal)),
        ];
        var content = new Mount
        {
            HostPath = "/opt/graft/content/crun",
            ContainerPath = "/var/content",
            Readonly = true,
        };
        var runs = await ContainerdRuns.ReadAsync(machine);

        var first = await TestPod.RunPrivilegedAsync(
            machine,
            "first",
            SharedMachine.InstallerImage,
            arguments,
            s_host,
            content
        );
        var afterFirst = await ContainerdRuns.ReadAsync(machine);
        var second = await TestPod.RunPrivilegedAsync(
            machine,
            "second",
            SharedMachine.InstallerImage,
            arguments,
            s_host,
            content
        );

        Assert.True(first.ExitCode == 0, first.Log);
        Assert.Contains("ready: crun 1.8.1 (crun) is installed and served", first.Log);
        Assert.Equal(runs.Starts + 1, afterFirst.Starts);
        Assert.True(second.ExitCode == 0, second.Log);
        Assert.Equal(afterFirst, await ContainerdRuns.ReadAsync(machine));
        Assert.Contains("crun version", await machine.OutputAsync("/usr/bin/crun", "--version"));
    }
}
