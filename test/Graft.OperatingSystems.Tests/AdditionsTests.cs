using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.Tests;

/// <summary>Purpose reconcile: the units and files that running machines get.</summary>
public sealed class AdditionsTests
{
    [Theory]
    [InlineData("ubuntu", "/usr/bin")]
    [InlineData("coreos", "/var/bin")]
    [InlineData("flatcar", "/var/bin")]
    [InlineData("suse-jeos", "/usr/sbin")]
    [InlineData("suse-chost", "/usr/sbin")]
    [InlineData("memoryone-chost", "/usr/sbin")]
    public async Task Case_43_metadata_file_is_in_both_purposes_of_containerd_pools_only(string type, string directory)
    {
        var file = Assert.Single(
            Render.Additions(Pools.Reconcile(type)).Files,
            file => file.Path == "/etc/metadata/containerruntime"
        );
        Assert.Equal($"CONTAINER_RUNTIME_BIN_PATH={directory}", file.Content!.Inline!.Data);
        Assert.Equal(420, file.Permissions);
        Assert.Contains("/etc/metadata/containerruntime", await Render.UserDataAsync(Pools.Provision(type)));

        Assert.DoesNotContain(
            Render.Additions(Pools.Reconcile(type, containerd: false)).Files,
            file => file.Path == "/etc/metadata/containerruntime"
        );
        Assert.DoesNotContain(
            "/etc/metadata/containerruntime",
            await Render.UserDataAsync(Pools.Provision(type, containerd: false))
        );
    }

    [Theory]
    [InlineData("coreos", null, "/run/torcx/bin/containerd", "/run/torcx/bin/dockerd")]
    [InlineData("flatcar", null, "/usr/bin/containerd", null)]
    [InlineData("flatcar", """{"enableDocker": true}""", "/usr/bin/containerd", "/usr/bin/dockerd")]
    public void Case_41_exec_drop_in_and_docker_drop_in_only_where_docker_exists(
        string type,
        string? providerConfig,
        string containerd,
        string? docker
    )
    {
        var additions = Render.Additions(Pools.Reconcile(type, providerConfig: providerConfig));

        Assert.Equal(
            $"[Service]\nExecStart=\nExecStart={containerd} --config /etc/containerd/config.toml\n",
            DropIn(additions, "containerd.service", "11-exec_config.conf")
        );
        Assert.Equal(
            docker is null
                ? null
                : $"[Service]\nExecStart=\nExecStart={docker} --host=fd:// "
                    + "--containerd=/run/containerd/containerd.sock --selinux-enabled=true\n",
            DropIn(additions, "docker.service", "11-exec-start-config.conf")
        );
    }

    [Theory]
    [InlineData("coreos")]
    [InlineData("flatcar")]
    public void Case_41_docker_pools_have_no_containerd_drop_in(string type)
    {
        var additions = Render.Additions(Pools.Reconcile(type, containerd: false));

        Assert.Null(DropIn(additions, "containerd.service", "11-exec_config.conf"));
        Assert.Null(DropIn(additions, "docker.service", "11-exec-start-config.conf"));
        var update = Assert.Single(additions.Units, unit => unit.Name == "update-engine.service");
        Assert.Equal((false, "stop"), (update.Enable, update.Command));
        Assert.Equal(
            "[Service]\nExecStart=\nExecStart=/bin/true\n",
            DropIn(additions, "update-engine.service", "20-noop-execstart.conf")
        );
    }

    [Fact]
    public void Ubuntu_keeps_the_time_and_resolves_names()
    {
        var additions = Render.Additions(Pools.Reconcile("ubuntu"));

        Assert.Contains(
            "resolv.conf",
            DropIn(additions, "kubelet.service", "10-configure-resolv-conf.conf"),
            StringComparison.Ordinal
        );
        Assert.Contains(additions.Units, unit => unit is { Name: "systemd-timesyncd.service", Enable: true });
        Assert.DoesNotContain(additions.Units, unit => unit.Name == "containerd.service");
    }

    [Theory]
    [InlineData("1.34.2", false)]
    [InlineData("1.35.0-beta.1", true)]
    [InlineData("1.37.9", true)]
    [InlineData("1.38.0", false)]
    public void Suse_lets_kubelets_that_refuse_cgroup_v1_start(string version, bool isWritten)
    {
        var files = Render.Additions(Pools.Reconcile("suse-chost", kubernetesVersion: version)).Files;

        Assert.Equal(isWritten, files.Any(file => file.Path == "/var/lib/kubelet/extra_args"));
        Assert.Contains(files, file => file.Path == "/etc/sysctl.d/98-enable-ipv6-ra.conf");
    }

    [Theory]
    [InlineData("SystemdCgroup = true", "systemd")]
    [InlineData("SystemdCgroup = false", "cgroupfs")]
    [InlineData("", "cgroupfs")]
    public async Task Flatcar_puts_the_kubelet_on_the_cgroup_driver_of_containerd(string setting, string driver)
    {
        var script = Assert.Single(
            Render.Additions(Pools.Reconcile("flatcar")).Files,
            file => file.Path == "/opt/bin/kubelet-cgroup-driver.sh"
        );
        using var machine = new TriedMachine();
        machine.Write("/var/lib/kubelet/config/kubelet", "a: b\ncgroupDriver: other\nz: y\n");
        machine.Write(
            "/etc/containerd/config.toml",
            "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc.options]\n"
                + $"  {setting}\n[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.nvidia.options]\n"
                + "  SystemdCgroup = true\n"
        );
        var run = await machine.ApplyAsync(script.Content!.Inline!.Data!);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"a: b\ncgroupDriver: {driver}\nz: y\n", machine.Read("/var/lib/kubelet/config/kubelet"));
    }

    private static string? DropIn(MachineAdditions additions, string unit, string name) =>
        additions
            .Units.Where(candidate => candidate.Name == unit)
            .SelectMany(candidate => candidate.DropIns ?? [])
            .SingleOrDefault(dropIn => dropIn.Name == name)
            ?.Content;
}
