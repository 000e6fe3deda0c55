using System.Text;
using Graft.Testing;

namespace Graft.OperatingSystems.Tests;

/// <summary>The provision scripts, run into a directory.</summary>
public sealed class ShellUserDataTests
{
    private const string Marker = "/var/lib/osc/provision-osc-applied";
    private const string ExecDropIn = "/etc/systemd/system/containerd.service.d/11-exec_config.conf";

    [Fact]
    public async Task Case_40_ubuntu_provisions_containerd_in_the_order_of_the_contract()
    {
        using var machine = new TriedMachine();
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("ubuntu")));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
            "[Service]\nExecStart=\nExecStart=/usr/bin/containerd --config=/etc/containerd/config.toml\n",
            machine.Read(ExecDropIn)
        );
        Assert.Equal("CONTAINER_RUNTIME_BIN_PATH=/usr/bin", machine.Read("/etc/metadata/containerruntime"));
        Assert.Equal(TriedMachine.DefaultContainerdConfig, machine.Read("/etc/containerd/config.toml"));
        Assert.Contains("config: disabled", machine.Read("/etc/cloud/cloud.cfg.d/custom-networking.cfg"));
        Assert.Equal(
            [
                "apt-get update -qq",
                "apt-get install --no-upgrade -qqy -o Dpkg::Options::=--force-confold "
                    + "containerd runc socat nfs-common logrotate jq policykit-1",
                "containerd config default",
                "systemctl daemon-reload",
                "systemctl enable containerd.service",
                "systemctl restart containerd.service",
                "systemctl enable gardener-node-init.service",
                "systemctl restart --no-block gardener-node-init.service",
            ],
            machine.Calls
        );
        Assert.True(File.Exists(machine.PathOf(Marker)));
    }

    [Fact]
    public async Task Case_40_ubuntu_docker_pool_has_nothing_of_containerd()
    {
        using var machine = new TriedMachine();
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("ubuntu", containerd: false)));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(machine.PathOf(ExecDropIn)));
        Assert.False(File.Exists(machine.PathOf("/etc/metadata/containerruntime")));
        Assert.False(File.Exists(machine.PathOf("/etc/containerd/config.toml")));
        Assert.DoesNotContain(machine.Calls, call => call.Contains("containerd"));
        Assert.Contains(machine.Calls, call => call.EndsWith("docker.io socat nfs-common logrotate jq policykit-1"));
        Assert.Contains("systemctl restart docker.service", machine.Calls);
        Assert.Equal("/usr/bin/docker", new FileInfo(machine.PathOf("/bin/docker")).LinkTarget);
        Assert.Equal("/run/systemd/resolve/resolv.conf", new FileInfo(machine.PathOf("/etc/resolv.conf")).LinkTarget);
    }

    [Fact]
    public async Task Packages_are_tried_again_until_they_install()
    {
        using var machine = new TriedMachine();
        machine.AddProgram("sleep", "");
        machine.AddProgram(
            "apt-get",
            $"[ \"$1\" = update ] || [ $(grep -c 'apt-get install' '{machine.Root}/../calls') -ge 3 ]"
        );
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("ubuntu")));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(3, machine.Calls.Count(call => call.StartsWith("apt-get install")));
    }

    [Fact]
    public async Task Case_42_suse_writes_the_missing_unit_and_links()
    {
        using var machine = new TriedMachine();
        machine.Write("/usr/sbin/containerd-ctr", "");
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("suse-chost")));

        Assert.True(run.ExitCode == 0, run.Error);
        var unit = machine.Read("/etc/systemd/system/containerd.service");
        Assert.Contains("\nExecStart=/usr/sbin/containerd --config=/etc/containerd/config.toml\n", unit);
        Assert.Contains("\nDelegate=yes\nKillMode=process\n", unit);
        Assert.All(
            new[] { "LimitNOFILE", "LimitNPROC", "LimitCORE", "TasksMax" },
            limit => Assert.Contains($"\n{limit}=infinity\n", unit)
        );
        Assert.EndsWith("[Install]\nWantedBy=multi-user.target\n", unit);
        Assert.Equal("CONTAINER_RUNTIME_BIN_PATH=/usr/sbin", machine.Read("/etc/metadata/containerruntime"));
        Assert.Equal("/usr/sbin/containerd-ctr", new FileInfo(machine.PathOf("/usr/sbin/ctr")).LinkTarget);
        Assert.Equal("/usr/sbin/docker-runc", new FileInfo(machine.PathOf("/usr/sbin/runc")).LinkTarget);
        Assert.DoesNotContain(machine.Calls, call => call.StartsWith("zypper"));
    }

    [Fact]
    public async Task Case_42_suse_a_second_run_without_marker_changes_nothing()
    {
        using var machine = new TriedMachine();
        machine.Write("/usr/sbin/containerd-ctr", "");
        var script = await Render.UserDataAsync(Pools.Provision("suse-jeos"));
        await machine.ApplyAsync(script);
        const string Foreign = "version = 2\n[plugins.mine]\n  kept = true\n";
        machine.Write("/etc/containerd/config.toml", Foreign);
        string ContentOf(string line) => line[..line.LastIndexOf(' ')];
        File.Delete(machine.PathOf(Marker));
        var before = machine.Snapshot().Select(ContentOf).ToList();

        var again = await machine.ApplyAsync(script);
        File.Delete(machine.PathOf(Marker));

        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(before, machine.Snapshot().Select(ContentOf));
        Assert.Equal(Foreign, machine.Read("/etc/containerd/config.toml"));
    }

    [Fact]
    public async Task Case_42_suse_copies_a_vendor_unit_without_its_conflict_and_installs_ctr()
    {
        using var machine = new TriedMachine();
        const string Vendor = "[Unit]\nConflicts=docker.service\nAfter=network.target\n[Service]\nExecStart=/x\n";
        machine.Write("/usr/lib/systemd/system/containerd.service", Vendor);
        machine.Write("/usr/bin/runc", "");
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("suse-chost")));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Vendor, machine.Read("/usr/lib/systemd/system/containerd.service"));
        Assert.Equal(
            Vendor.Replace("Conflicts=docker.service\n", ""),
            machine.Read("/etc/systemd/system/containerd.service")
        );
        Assert.Contains("zypper --non-interactive --quiet install containerd-ctr-1.7.24", machine.Calls);
        Assert.False(Path.Exists(machine.PathOf("/usr/sbin/runc")));
    }

    [Fact]
    public async Task Case_42_suse_stops_docker_and_minds_no_absence_of_it()
    {
        using var machine = new TriedMachine();
        machine.AddProgram("systemctl", "case \"$*\" in *docker*) exit 5;; esac");
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("suse-chost")));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("systemctl disable --now docker.service", machine.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only\n   # comments\n\n")]
    public async Task A_configuration_without_settings_is_replaced_by_the_default(string config)
    {
        using var machine = new TriedMachine();
        machine.Write("/etc/containerd/config.toml", config);
        await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision("ubuntu")));

        Assert.Equal(TriedMachine.DefaultContainerdConfig, machine.Read("/etc/containerd/config.toml"));
        Assert.Equal("0644", ModeOf(machine, "/etc/containerd/config.toml"));
    }

    [Theory]
    [InlineData("ubuntu")]
    [InlineData("suse-chost")]
    public async Task Case_44_a_second_run_prints_the_message_and_ends_well(string type)
    {
        using var machine = new TriedMachine();
        var script = await Render.UserDataAsync(Pools.Provision(type));
        Assert.Equal(0, (await machine.ApplyAsync(script)).ExitCode);
        var (files, calls) = (machine.Snapshot(), machine.Calls);

        var second = await machine.ApplyAsync(script);

        Assert.Equal(0, second.ExitCode);
        Assert.Equal("Provision OSC already applied, exiting...\n", second.Output);
        Assert.Equal(files, machine.Snapshot());
        Assert.Equal(calls, machine.Calls);
    }

    [Theory]
    [InlineData("ubuntu")]
    [InlineData("suse-jeos")]
    public async Task Case_44_contents_arrive_byte_for_byte_with_their_modes(string type)
    {
        using var machine = new TriedMachine();
        var run = await machine.ApplyAsync(await Render.UserDataAsync(Pools.Provision(type)));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("hello: world\n", machine.Read("/var/lib/node-agent/config.yaml"));
        Assert.Equal(Pools.Binary, File.ReadAllBytes(machine.PathOf("/opt/bin/run me.sh")));
        Assert.Equal("0744", ModeOf(machine, "/opt/bin/run me.sh"));
        Assert.Equal("0600", ModeOf(machine, "/var/lib/node-agent/token"));
        Assert.Equal(Encoding.UTF8.GetBytes(Pools.Hostile), File.ReadAllBytes(machine.PathOf("/etc/hostile")));
        Assert.Equal(
            "[Unit]\nAfter=network-online.target\n",
            machine.Read("/etc/systemd/system/gardener-node-init.service.d/10-wait.conf")
        );
    }

    [Fact]
    public async Task Hostile_names_and_unencoded_contents_do_not_break_out()
    {
        using var machine = new TriedMachine();
        var spec = Pools.Provision("ubuntu");
        var hostilePath = "/etc/$(touch pwned)/it's `id` \"here\"\nEOF";
        var file = Pools.Inline(hostilePath, "", Pools.Hostile, null);
        var run = await machine.ApplyAsync(
            await Render.UserDataAsync(
                spec with
                {
                    Files = [file with { Content = file.Content! with { TransmitUnencoded = true } }],
                    Units = [spec.Units![0] with { Name = "a'; touch pwned; '.service", Content = Pools.Hostile }],
                }
            )
        );

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Encoding.UTF8.GetBytes(Pools.Hostile), File.ReadAllBytes(machine.PathOf(hostilePath)));
        Assert.Equal(Pools.Hostile, machine.Read("/etc/systemd/system/a'; touch pwned; '.service"));
        Assert.Contains("systemctl enable a'; touch pwned; '.service", machine.Calls);
        Assert.Empty(Directory.GetFiles(Repository.Root, "pwned", SearchOption.TopDirectoryOnly));
        Assert.False(File.Exists("pwned"));
        Assert.False(File.Exists("/tmp/graft-broke-out"));
    }

    [Fact]
    public async Task A_file_for_one_machine_is_written_there_only()
    {
        using var machine = new TriedMachine();
        machine.AddProgram("hostname", "echo node-1");
        var spec = Pools.Provision("ubuntu") with
        {
            Files =
            [
                Pools.Inline("/etc/who", "", "one", null) with
                {
                    HostName = "node-1",
                },
                Pools.Inline("/etc/who", "", "two", null) with
                {
                    HostName = "node-2",
                },
            ],
        };
        await machine.ApplyAsync(await Render.UserDataAsync(spec));

        Assert.Equal("one", machine.Read("/etc/who"));
    }

    [Fact]
    public async Task A_failed_step_leaves_no_marker()
    {
        using var machine = new TriedMachine();
        machine.AddProgram("containerd", "exit 1");
        var script = await Render.UserDataAsync(Pools.Provision("suse-chost"));

        Assert.NotEqual(0, (await machine.ApplyAsync(script)).ExitCode);
        Assert.False(File.Exists(machine.PathOf(Marker)));
        Assert.False(File.Exists(machine.PathOf("/etc/containerd/config.toml")));
    }

    [Fact]
    public async Task Placeholders_stand_literally_in_the_script()
    {
        var script = await Render.UserDataAsync(Pools.Provision("ubuntu"));

        Assert.Contains("'<<BOOTSTRAP_TOKEN>> <<MACHINE_NAME>>'", script);
    }

    private static string ModeOf(TriedMachine machine, string path) =>
        Convert.ToString((int)File.GetUnixFileMode(machine.PathOf(path)), 8).PadLeft(4, '0');
}
