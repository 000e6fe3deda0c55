namespace RealNode.Machines;

/// <summary>The rendered user data of the ubuntu extension, applied by real cloud-init in a real machine.</summary>
[Collection(SharedMachineTests.Name)]
public sealed class UserDataTests(SharedMachine shared)
{
    [Fact]
    public async Task The_first_boot_leaves_containerd_running_with_the_drop_in_and_the_metadata_file()
    {
        var machine = await shared.CleanAsync();

        Assert.Contains("status: done", await machine.OutputAsync("cloud-init", "status"));
        Assert.Contains(
            "argv[]=/usr/bin/containerd --config=/etc/containerd/config.toml ;",
            await machine.OutputAsync("systemctl", "show", "containerd.service", "--property=ExecStart")
        );
        Assert.Equal("active\n", await machine.OutputAsync("systemctl", "is-active", "containerd.service"));
        Assert.Equal("enabled\n", await machine.OutputAsync("systemctl", "is-enabled", "containerd.service"));
        Assert.Equal(
            "644 CONTAINER_RUNTIME_BIN_PATH=/usr/bin",
            await machine.OutputAsync(
                "/bin/sh",
                "-c",
                "stat -c '%a ' /etc/metadata/containerruntime | tr -d '\\n'; cat /etc/metadata/containerruntime"
            )
        );
    }

    [Fact]
    public async Task A_second_application_says_so_changes_nothing_and_restarts_nothing()
    {
        var machine = await shared.CleanAsync();
        var before = await StateAsync(machine);
        var runs = await ContainerdRuns.ReadAsync(machine);

        // cloud-init is made to forget that it has run, and to apply the user data again.
        await machine.OutputAsync(
            "rm",
            "-rf",
            "/var/lib/cloud/instance/sem/config_scripts_user",
            "/var/log/cloud-init-output.log"
        );
        await machine.OutputAsync("cloud-init", "single", "--name", "scripts_user", "--frequency", "always");
        var said = await machine.OutputAsync(
            "/bin/sh",
            "-c",
            "for each in /var/lib/cloud/instance/scripts/*; do \"$each\"; done"
        );

        Assert.Equal("Provision OSC already applied, exiting...\n", said);
        Assert.Equal(before, await StateAsync(machine));
        Assert.Equal(runs, await ContainerdRuns.ReadAsync(machine));
    }

    // Everything that user data write: names, times of change and contents.
    private static Task<string> StateAsync(TriedMachine machine) =>
        machine.OutputAsync(
            "/bin/sh",
            "-c",
            "find /etc /opt /var/lib/osc -type f -printf '%p %T@ %m ' -exec cksum {} \\; | sort"
        );
}
